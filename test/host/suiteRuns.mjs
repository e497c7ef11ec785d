// @ts-check
// Runs one suite, or a shard of it, in a process of its own, and reads what it did.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, run, say } from './prepare.mjs';

/** @typedef {import('./secondTry.mjs').Outcome} Outcome */
/** @typedef {import('./secondTry.mjs').Result} Result */
/** How much of a suite is tried: all of it by its own name, else what is named so. @typedef {'' | 'main' | 'fast'} Length */

export const built = path.join(root, 'out', 'test');
export const outcomes = path.join(root, 'out', 'outcomes');
const node = process.execPath;

export function hosted(/** @type {string} */ file) {
  return path.join(built, 'host', file);
}

/**
 * @param {string} name of a suite, as `server`, `server-node22`, `page-webkit` or `server 1/3`
 * @param {{ extension: string, length: Length, again: readonly string[] }} options `again` has the titles of the only blocks to
 * run; all run without one
 * @returns {Promise<Outcome>}
 */
export async function runInNode(name, { extension, length, again }) {
  const [suite = name, shard = ''] = name.split(' ');
  const [folder = suite, variant = ''] = suite.split('-');
  const [, major] = /^node(\d+)$/.exec(variant) ?? [];
  const file = path.join(outcomes, `${name.replace(/[ /]/g, '-')}.json`);
  rmSync(file, { force: true });
  const args = [hosted('mochaInNode.js'), path.join(built, folder), file];
  const isForwarded = variant === 'forwarded';
  const env = {
    PORTHOLE_EXTENSION: extension,
    PORTHOLE_ENGINE: major || isForwarded ? '' : variant,
    PORTHOLE_FORWARDED: isForwarded ? '1' : '',
    PORTHOLE_SHORT: length === 'main' && variant !== '' ? 'variant' : length,
    PORTHOLE_SHARD: shard,
    PORTHOLE_AGAIN: again.length > 0 ? JSON.stringify(again) : '',
  };
  const held = length !== '';
  // A slow machine takes twelve minutes for `workbench`; by its own name a suite runs whole, and `page-forwarded` takes longer still.
  const limit = (held ? 30 : 60) * 60_000;
  const isOver = () => existsSync(file);
  const well = await run(major ? nodeOf(major) : node, args, { env, held, limit, isOver });
  const outcome = readOutcome(file);
  const { passed, failed, left = [], lack } = outcome;
  if (passed + failed === 0 && !lack) say(`✗ The suite ${name} ran no test.`);
  if (well || failed > 0) return outcome;
  // In a whole run a process that is ended after its last test has lost nothing: it is told of, as a second try is.
  const retried = ['Its tests have passed; its process did not end.', ...left];
  return held && passed > 0 ? { ...outcome, retried } : { ...outcome, failed: 1 };
}

/** Another Node, which npm carries. */
function nodeOf(/** @type {string} */ major) {
  const found = spawnSync(node, [hosted('otherNode.js'), major], { encoding: 'utf8' });
  if (found.status !== 0) say(found.stderr);
  return found.stdout || `node${major}`;
}

function readOutcome(/** @type {string} */ file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, failures: [], blocks: [] };
  return /** @type {Outcome} */ (JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * @param {readonly string[]} names of suites in `test/editor`; all of them without one
 * @param {{ extension: string, length: Length }} options
 * @returns {Promise<readonly Result[]>} one more, if VS Code fails and no suite did
 */
export async function runInEditor(names, { extension, length }) {
  const report = path.join(outcomes, 'editor.json');
  rmSync(report, { force: true });
  const env = { PORTHOLE_REPORT: report, PORTHOLE_EXTENSION: extension, PORTHOLE_SHORT: length };
  const options = { env, limit: 40 * 60_000, held: length !== '' };
  const well = await run(node, [hosted('runInVSCode.js'), ...names], options);
  const read = existsSync(report) ? readFileSync(report, 'utf8') : '[]';
  const results = /** @type {Result[]} */ (JSON.parse(read));
  if (well || results.some(({ failed }) => failed > 0)) return results;
  const none = { passed: 0, failed: 1, failures: [], blocks: [], duration: 0 };
  return [...results, { name: 'as a whole', ...none }];
}
