// @ts-check
// The parts of the page script that pages load later, and what they share with it.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/** Parts of the page script that take modules from it: each is a function of a `require` for these. */
export const laterParts = {
  update: 'src/page/update.ts',
  streams: 'src/page/streams.ts',
  restore: 'src/page/keep/restore.ts',
  bridge: 'src/page/bridge/bridge.ts',
  picker: 'src/page/bridge/picker/picker.ts',
  rules: 'src/page/bridge/rules/rules.ts',
  console: 'src/page/console/console.ts',
  preview: 'src/page/framed/preview/preview.ts',
  find: 'src/page/framed/find/find.ts',
};
/** The only file that imports shared modules whole. */
const SHARER = /\bloadUpdates\.ts$/;
const SHARED = /\/(own\/\w+|language|parts|roots|reads\/(reads|drawn))(\.ts)?$/;

/**
 * @param {import('esbuild').BuildOptions} browser
 * @param {import('esbuild').Plugin} shared
 * @returns {import('esbuild').BuildOptions}
 */
const later = (browser, shared) => ({
  ...browser,
  entryPoints: laterParts,
  format: 'cjs',
  plugins: [shared],
  banner: { js: 'export default require => {' },
  footer: { js: '};' },
});

/** The names of the shared modules, in their order. */
const PLACES = /const shared[^=]*= \[([^\]]*)\]/
  .exec(readFileSync(new URL('src/page/loadUpdates.ts', import.meta.url), 'utf8'))?.[1]
  ?.match(/\w+/g);
/**
 * The place of a shared module, by which parts ask for it: names would be a fiftieth of the page script.
 * @param {string} module
 */
const placeOf = module => String(PLACES?.indexOf(module));

/** Leaves shared modules to the page, under their own names. */
/** @type {import('esbuild').Plugin} */
const asNamed = {
  name: 'shared-as-named',
  setup(made) {
    made.onResolve({ filter: SHARED }, ({ path: asked }) => ({
      path: path.posix.basename(asked),
      external: true,
    }));
  },
};

/**
 * The names that the parts use of each shared module, in order, from their unminified text: `import_dom2.kidsOf`. The page script
 * shares them by their index: their names, twice over, were a twelfth of its size.
 * @param {import('esbuild').BuildOptions} browser
 * @returns {Promise<ReadonlyMap<string, readonly string[]>>}
 */
async function namesInUse(browser) {
  const options = { ...later(browser, asNamed), minify: false, write: false, sourcemap: false };
  const { outputFiles = [] } = await build(/** @type {import('esbuild').BuildOptions} */ (options));
  /** @type {Map<string, Set<string>>} */
  const names = new Map();
  for (const { text } of outputFiles)
    for (const [, module = '', name = ''] of text.matchAll(/\bimport_([a-z]+)\d*\.(\w+)/gi))
      names.set(module, (names.get(module) ?? new Set()).add(name));
  return new Map([...names].map(([module, used]) => [module, [...used].toSorted()]));
}

/**
 * Takes the names of shared modules from the page, by their index.
 * @param {import('esbuild').BuildOptions} browser
 * @returns {import('esbuild').Plugin}
 */
const byIndex = browser => ({
  name: 'shared-by-index',
  setup(made) {
    /** @type {ReturnType<typeof namesInUse>} */
    let inUse;
    made.onStart(() => {
      inUse = namesInUse(browser);
    });
    made.onResolve({ filter: SHARED }, ({ path: asked, resolveDir, namespace }) => {
      if (namespace === 'shared') return { path: asked, sideEffects: false };
      const module = path.posix.basename(asked);
      const file = `${path.join(resolveDir, asked).replaceAll('\\', '/')}.ts`;
      return { path: module, namespace: 'shared', sideEffects: false, pluginData: file };
    });
    // Among themselves.
    made.onResolve({ filter: /^\.\/\w+$/ }, ({ path: asked, importer, resolveDir }) =>
      /[\\/]own[\\/]\w+\.ts$/.test(importer)
        ? { path: `${path.join(resolveDir, asked)}.ts`, sideEffects: false }
        : undefined,
    );
    made.onResolve({ filter: /^\w+$/, namespace: 'shared' }, ({ path: asked }) => ({
      path: asked,
      external: true,
    }));
    made.onLoad({ filter: /.*/, namespace: 'shared' }, async ({ path: module, pluginData: file }) => {
      if (module === 'parts') return { contents: `export const parts = require('${placeOf(module)}')[0];` };
      const sharer = 'src/page/loadUpdates.ts';
      if (!(await readFile(sharer, 'utf8')).includes(`/${module}'`))
        return {
          errors: [{ text: `A part takes ${module} from the page, which ${sharer} does not share.` }],
        };
      const names = (await inUse).get(module) ?? [];
      const taken = names.map((name, at) => `export const ${name} = /* @__PURE__ */ $take(${at});`);
      // The others are imported by functions that no part calls.
      const rest = `export * from ${JSON.stringify(file)};`;
      const take = `const $all = require('${placeOf(module)}');\nconst $take = at => $all[at];`;
      return { contents: [take, ...taken, rest].join('\n') };
    });
  },
});

/**
 * @param {import('esbuild').BuildOptions} browser
 * @returns {import('esbuild').BuildOptions}
 */
export const partsOf = browser => later(browser, byIndex(browser));

/**
 * Keeps names that no later part uses out of the page script's shared modules, and makes a list of those that are used.
 * @param {import('esbuild').BuildOptions} browser
 * @returns {import('esbuild').Plugin}
 */
export const onlyInUse = browser => ({
  name: 'only-in-use',
  setup(made) {
    /** @type {ReturnType<typeof namesInUse>} */
    let inUse;
    made.onStart(() => {
      inUse = namesInUse(browser);
    });
    made.onLoad({ filter: SHARER }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(
        /import \* as (\w+) from '([^']+)'/g,
        "import $1 from '$2?in-use'",
      ),
      loader: 'ts',
      watchFiles: [file],
    }));
    made.onResolve({ filter: /\?in-use$/ }, ({ path: asked, resolveDir }) => ({
      path: asked.replace(/\?in-use$/, ''),
      namespace: 'in-use',
      pluginData: resolveDir,
    }));
    made.onLoad({ filter: /.*/, namespace: 'in-use' }, async ({ path: asked, pluginData }) => {
      const names = ((await inUse).get(path.posix.basename(asked)) ?? []).join(', ');
      return {
        contents: `import { ${names} } from '${asked}'; export default [ ${names} ];`,
        resolveDir: String(pluginData),
      };
    });
  },
});
