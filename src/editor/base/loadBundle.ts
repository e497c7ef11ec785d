import { createRequire } from 'node:module';

/**
 * Loads a bundle that lies beside the extension's own, so that most windows never read it and `activate` stays short. The bundle has its
 * own copies of classes: `instanceof HumanError` is false for its errors.
 * @throws Node's error if the bundle is missing
 */
export const loadBundle = (name: string): unknown => createRequire(__filename)(`./${name}.js`);
