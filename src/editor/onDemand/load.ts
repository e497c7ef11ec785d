import { loadBundle } from '../base/loadBundle';
import type * as onDemand from './index';

/** Loads the bundle of features that are rarely used. */
export const loadOnDemand = (): typeof onDemand => loadBundle('onDemand') as typeof onDemand;
