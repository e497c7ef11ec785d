// @ts-check
// The parts of the page script that pages load later, and what they share with it.
import path from 'node:path';
import { build } from 'esbuild';

/** Parts of the page script that take modules from it: each is a function of a `require` for these. */
export const laterParts = {
  update: 'src/page/update.ts',
  streams: 'src/page/streams.ts',
  picker: 'src/page/bridge/picker/picker.ts',
  console: 'src/page/console/console.ts',
};
/** The only file that imports shared modules whole. */
const SHARER = /\bloadUpdates\.ts$/;
const SHARED = /\/(own\/\w+|parts|reads\/(reads|drawn))$/;

/** Modules of the page script that its later parts take from it, under their own names. */
/** @type {import('esbuild').Plugin} */
const sharedWithPage = {
  name: 'shared-with-page',
  setup(made) {
    made.onResolve({ filter: SHARED }, ({ path: asked }) => ({
      path: path.posix.basename(asked),
      external: true,
    }));
  },
};

/**
 * @param {import('esbuild').BuildOptions} browser
 * @returns {import('esbuild').BuildOptions}
 */
export const partsOf = browser => ({
  ...browser,
  entryPoints: laterParts,
  format: 'cjs',
  plugins: [sharedWithPage],
  banner: { js: 'export default require => {' },
  footer: { js: '};' },
});

/**
 * The names that the parts use of each shared module, from their unminified text: `import_dom2.kidsOf`.
 * @param {import('esbuild').BuildOptions} browser
 */
async function namesInUse(browser) {
  const options = { ...partsOf(browser), minify: false, write: false, sourcemap: false };
  const { outputFiles = [] } = await build(/** @type {import('esbuild').BuildOptions} */ (options));
  /** @type {Map<string, Set<string>>} */
  const names = new Map([['language', new Set(['bare'])]]);
  for (const { text } of outputFiles)
    for (const [, module = '', name = ''] of text.matchAll(/\bimport_([a-z]+)\d*\.(\w+)/gi))
      names.set(module, (names.get(module) ?? new Set()).add(name));
  return names;
}

/**
 * Keeps names that no later part uses out of the page script's shared modules: they are 2 % of its size.
 * @param {import('esbuild').BuildOptions} browser
 * @returns {import('esbuild').Plugin}
 */
export const onlyInUse = browser => ({
  name: 'only-in-use',
  setup(made) {
    /** @type {Promise<Map<string, Set<string>>>} */
    let names;
    made.onStart(() => {
      names = namesInUse(browser);
    });
    made.onResolve({ filter: SHARED }, ({ path: asked, importer, resolveDir, namespace }) =>
      namespace === 'file' && SHARER.test(importer) && !asked.endsWith('/parts')
        ? { path: asked, namespace: 'in-use', pluginData: resolveDir }
        : undefined,
    );
    made.onLoad({ filter: /.*/, namespace: 'in-use' }, async ({ path: asked, pluginData }) => {
      const used = (await names).get(path.posix.basename(asked)) ?? [];
      return {
        contents: `export { ${[...used].join(', ')} } from '${asked}';`,
        resolveDir: String(pluginData),
      };
    });
  },
});
