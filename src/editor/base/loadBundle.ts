import { createRequire } from 'node:module';

/**
 * Loads a bundle that lies beside the extension's own: most windows never need it, and `activate` stays short. It has classes of its
 * own: none of its errors is a `HumanError` here.
 * @throws Node's error of a bundle that is missing
 */
export const loadBundle = (name: string): unknown => createRequire(__filename)(`./${name}.js`);
