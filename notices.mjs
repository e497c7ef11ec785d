// @ts-check
// The licences of what is bundled ask to travel with it: one text, made from what esbuild really put into the bundles.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** @typedef {{ readonly name: string, readonly version: string, readonly license: string }} Manifest */

/**
 * Folders of the npm packages that gave at least one byte to an output.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function bundledPackages(metafiles) {
  const inputs = metafiles
    .flatMap(metafile => Object.values(metafile.outputs))
    .flatMap(output => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = inputs.map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter(folder => folder !== undefined))].toSorted();
}

/** @param {string} folder */
function licenceText(folder) {
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${folder} is bundled but has no licence file to ship`);
  return readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim();
}

/** @param {string} folder */
function section(folder) {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${folder} is bundled but is no package`);
  /** @type {unknown} */
  const parsed = JSON.parse(readFileSync(manifest, 'utf8'));
  const { name, version, license } = /** @type {Manifest} */ (parsed);
  return `${name} ${version} (${license})\n\n${licenceText(folder)}\n`;
}

/**
 * The whole text.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function notices(metafiles) {
  const rule = `\n${'-'.repeat(80)}\n\n`;
  const head = 'Porthole contains the following software of others.\n';
  return [head, ...bundledPackages(metafiles).map(section)].join(rule);
}
