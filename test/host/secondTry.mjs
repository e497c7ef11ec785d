// @ts-check
// In a whole run the machine is busy, and a window or a browser may be late once. What fails is tried once more in a process of its
// own, hooks and all; what fails twice has failed. The end of the run names what passed at its second try.

/**
 * What a suite did.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} failures title and message of each test that failed
 * @property {readonly { title: string, passed: number }[]} blocks the outermost blocks with a failure
 * @property {readonly string[]} [retried] the failures of a first try
 * @property {readonly string[]} [left] what still ran after the last test
 * @property {string} [lack] what this machine lacks to run the suite
 */

/** @typedef {Outcome & { name: string, duration: number }} Result */

/** Where more fails it is no accident. */
const MOST = 5;

/**
 * The titles of the blocks to try once more: an empty list stands for the whole suite, which has not begun.
 * @param {Outcome} outcome
 * @returns {readonly string[] | undefined} undefined where nothing is tried again
 */
export function blocksAgain({ passed, failed, failures, blocks, lack }) {
  if (failed === 0 || lack !== undefined || blocks.length > MOST) return undefined;
  if (blocks.length > 0) return blocks.map(({ title }) => title);
  return passed === 0 && failures.length === 0 ? [] : undefined;
}

/**
 * The outcome of a suite of which some blocks were tried twice; a second try that ran no test changes nothing.
 * @param {Outcome} first
 * @param {Outcome} second
 * @returns {Outcome}
 */
export function withSecondTry(first, second) {
  if (second.passed === 0) return first;
  const before = first.blocks.reduce((sum, { passed }) => sum + passed, 0);
  return { ...second, passed: first.passed - before + second.passed, retried: toldOf(first) };
}

/**
 * Names of the suites inside VS Code to try once more, each as a whole.
 * @param {readonly Result[]} results
 */
export function suitesAgain(results) {
  const names = results.filter(({ failed }) => failed > 0).map(({ name }) => name);
  return names.length > MOST ? [] : names;
}

/**
 * @param {readonly Result[]} first
 * @param {readonly Result[]} second those that ran again
 * @returns {readonly Result[]}
 */
export function withSecondRun(first, second) {
  return first.map(one => {
    const other = second.find(({ name }) => name === one.name);
    if (!other || other.passed === 0) return one;
    return { ...other, duration: one.duration + other.duration, retried: toldOf(one) };
  });
}

/** What failed at a first try. */
function toldOf(/** @type {Outcome} */ { failures, retried = [] }) {
  return failures.length > 0 ? [...failures, ...retried] : ['It did not come to its end.', ...retried];
}
