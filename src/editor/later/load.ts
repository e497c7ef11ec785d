import { loadBundle } from '../base/loadBundle';
import type * as later from './index';

/** Loads the bundle of what is seldom wanted. */
export const loadLater = (): typeof later => loadBundle('later') as typeof later;
