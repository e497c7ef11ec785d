// @ts-check
// `npm run watch`: builds again whatever a saved file belongs to.
import { context } from 'esbuild';

/**
 * Stays until it is interrupted. Editors wait for its lines: one tells the begin of a round of builds, one the end.
 * @param {readonly import('esbuild').BuildOptions[]} bundles
 */
export async function watch(bundles) {
  // Every bundle belongs to the first round, though not all begin at once.
  const building = new Set(bundles);
  say('build started');
  const contexts = await Promise.all(
    bundles.map(bundle =>
      context({ ...bundle, plugins: [...(bundle.plugins ?? []), roundOf(bundle, building)] }),
    ),
  );
  await Promise.all(contexts.map(each => each.watch()));
}

/**
 * @param {import('esbuild').BuildOptions} bundle
 * @param {Set<import('esbuild').BuildOptions>} building the bundles of this round that have not ended
 * @returns {import('esbuild').Plugin}
 */
function roundOf(bundle, building) {
  return {
    name: 'round',
    setup(build) {
      build.onStart(() => {
        if (building.size === 0) say('build started');
        building.add(bundle);
      });
      build.onEnd(() => {
        building.delete(bundle);
        if (building.size === 0) say('build finished');
      });
    },
  };
}

function say(/** @type {string} */ text) {
  process.stdout.write(`[watch] ${text}\n`);
}
