// @ts-check
// Which part of a whole run begins when: the processors are to be busy, and no part is to wait for another's.

/**
 * @typedef {object} Job
 * @property {string} name
 * @property {number} load how many processors it keeps busy, on an average
 * @property {readonly string[]} [needs] names of the jobs that must have ended before it begins
 * @property {() => Promise<void>} work
 */

/**
 * Does all jobs. The first in the list begins first, unless its load does not fit beside those that run; a later one that fits then
 * begins before it. Where nothing runs, a job begins whatever its load.
 * @param {readonly Job[]} jobs
 * @param {number} processors
 */
export async function doAll(jobs, processors) {
  const left = [...jobs];
  /** @type {Map<Job, Promise<void>>} */
  const running = new Map();
  const isOver = (/** @type {string} */ name) => ![...left, ...running.keys()].some(job => job.name === name);
  const fits = (/** @type {Job} */ { load }) => {
    const taken = [...running.keys()].reduce((sum, job) => sum + job.load, 0);
    return running.size === 0 || taken + load <= processors;
  };
  const next = () => left.findIndex(job => (job.needs ?? []).every(isOver) && fits(job));
  while (left.length > 0 || running.size > 0) {
    for (let at = next(); at >= 0; at = next())
      for (const job of left.splice(at, 1))
        running.set(
          job,
          job.work().finally(() => running.delete(job)),
        );
    if (running.size === 0) throw new Error(`Nothing can begin: ${left.map(({ name }) => name).join(', ')}`);
    await Promise.race(running.values());
  }
}
