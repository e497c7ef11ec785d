import { createRequire } from 'node:module';
import type * as later from './index';

/** Loads the bundle of what is seldom wanted. It has classes of its own: none of its errors is a `HumanError` here. */
export const loadLater = (): typeof later => createRequire(__filename)('./later.js') as typeof later;
