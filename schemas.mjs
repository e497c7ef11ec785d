// @ts-check
// VS Code translates package.json but no schemas: each language gets a schema of its own, and
// package.nls.json names the one of its language.
import { readFileSync, readdirSync } from 'node:fs';

/** @typedef {Readonly<Record<string, string>>} Texts */

/**
 * The schema of `porthole.routes.json` in every language that the manifest has.
 * @returns {(readonly [name: string, text: string])[]}
 */
export function schemas() {
  const source = readFileSync('media/routes.schema.json', 'utf8');
  return readdirSync('.').flatMap(name => {
    const ending = /^package\.nls(.*\.json)$/.exec(name)?.[1];
    return ending === undefined
      ? []
      : [/** @type {const} */ ([`routes.schema${ending}`, filled(source, name)])];
  });
}

function filled(/** @type {string} */ source, /** @type {string} */ file) {
  const texts = /** @type {Texts} */ (JSON.parse(readFileSync(file, 'utf8')));
  const textOf = (/** @type {string} */ key) => JSON.stringify(texts[key] ?? `%${key}%`);
  const text = source.replace(/"%([\w.]+)%"/g, (_whole, /** @type {string} */ key) => textOf(key));
  return JSON.stringify(JSON.parse(text));
}
