// @ts-check
// The parts of the page script that pages load later, and what they share with it.
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, transform } from 'esbuild';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */
/** @typedef {ReadonlyMap<string, readonly string[]>} Names */

/** Parts of the page script that take names from it: each is a function of their list. */
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
const SHARER = 'src/page/loadUpdates.ts';
const SHARED = /\/(own\/\w+|language|parts|roots|reads\/(reads|drawn))(\.ts)?$/;
/** The list of what is shared, as the sharer declares it. */
const LIST = /(?<=const shared[^=]*= \[)[^\]]*(?=\])/;

/** The shared modules, in the order of the list. */
/** @type {readonly string[]} */
const modules = LIST.exec(readFileSync(new URL(SHARER, import.meta.url), 'utf8'))?.[0].match(/\w+/g) ?? [];

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

/** @type {BuildOptions} */
const later = { entryPoints: laterParts, format: 'cjs', minify: false, write: false };

/**
 * The names that the parts use of each shared module, in order, from their unminified text: `import_dom2.kidsOf`.
 * @param {BuildOptions} browser
 * @returns {Promise<Names>}
 */
async function namesInUse(browser) {
  const { outputFiles = [] } = await build({ ...browser, ...later, sourcemap: false, plugins: [asNamed] });
  /** @type {Map<string, Set<string>>} */
  const names = new Map();
  for (const { text } of outputFiles)
    for (const [, module = '', name = ''] of text.matchAll(/\bimport_([a-z]+)\d*\.(\w+)/gi))
      names.set(module, (names.get(module) ?? new Set()).add(name));
  return new Map([...names].map(([module, used]) => [module, [...used].toSorted()]));
}

/** A name that a part takes, in its unminified text. */
const TAKEN = /^ *var ([\w$]+) = \/\* @__PURE__ \*\/ \$taken\("([\w.]+)"\);$/gm;
const HEAD = 'export default ([]) => {';

/**
 * A part as a function that takes its names from the list by their place: `([a, , b]) => {…}`. Their indexes were a twelfth of its size.
 * @param {string} text with a line for each name
 * @param {Names} names
 */
function takingByPlace(text, names) {
  /** @type {Map<string, string>} */
  const locals = new Map();
  const body = text.replace(TAKEN, (_, /** @type {string} */ local, /** @type {string} */ key) => {
    locals.set(key, local);
    return '';
  });
  if (body.includes('$taken(')) throw new Error('A name that a part shares with the page is left.');
  const places = modules.flatMap(module =>
    (names.get(module) ?? []).map(name => locals.get(`${module}.${name}`) ?? ''),
  );
  // A function with a pattern has no directives; modules are strict anyway.
  return body
    .replace(HEAD, () => HEAD.replace('[]', `[${places.join().replace(/,+$/, '')}]`))
    .replace('"use strict";', '');
}

/**
 * Takes the names of shared modules from the page.
 * @param {BuildOptions & { target: string[] }} browser
 * @returns {import('esbuild').Plugin}
 */
const byPlace = browser => ({
  name: 'shared-by-place',
  setup(made) {
    /** @type {Promise<Names>} */
    let inUse;
    made.onStart(() => {
      inUse = namesInUse(browser);
    });
    made.onResolve({ filter: SHARED }, ({ path: asked, resolveDir, namespace }) => {
      if (namespace === 'shared') return { path: asked, sideEffects: false };
      const file = `${path.join(resolveDir, asked).replaceAll('\\', '/')}.ts`;
      return { path: path.posix.basename(asked), namespace: 'shared', sideEffects: false, pluginData: file };
    });
    // Among themselves.
    made.onResolve({ filter: /^\.\/\w+$/ }, ({ path: asked, importer, resolveDir }) =>
      /[\\/]own[\\/]\w+\.ts$/.test(importer)
        ? { path: `${path.join(resolveDir, asked)}.ts`, sideEffects: false }
        : undefined,
    );
    made.onLoad({ filter: /.*/, namespace: 'shared' }, async ({ path: module, pluginData: file }) => {
      if (!modules.includes(module))
        return {
          errors: [{ text: `A part takes ${module} from the page, which ${SHARER} does not share.` }],
        };
      const names = (await inUse).get(module) ?? [];
      const taken = names.map(name => `export const ${name} = /* @__PURE__ */ $taken("${module}.${name}");`);
      // The others are imported by functions that no part calls.
      return { contents: [...taken, `export * from ${JSON.stringify(file)};`].join('\n') };
    });
    made.onEnd(async ({ outputFiles = [] }) => {
      for (const { path: file, text } of outputFiles) {
        const part = file.endsWith('.js') ? takingByPlace(text, await inUse) : text;
        const isSmall = browser.minify === true && file.endsWith('.js');
        writeFileSync(
          file,
          isSmall ? (await transform(part, { minify: true, target: browser.target })).code : part,
        );
      }
    });
  },
});

/**
 * @param {BuildOptions & { target: string[] }} browser
 * @returns {BuildOptions}
 */
export const partsOf = browser => ({
  ...browser,
  ...later,
  plugins: [byPlace(browser)],
  banner: { js: HEAD },
  footer: { js: '};' },
});

/**
 * Puts the names that later parts use into the page script's list, instead of their modules.
 * @param {BuildOptions} browser
 * @returns {import('esbuild').Plugin}
 */
export const onlyInUse = browser => ({
  name: 'only-in-use',
  setup(made) {
    /** @type {Promise<Names>} */
    let inUse;
    made.onStart(() => {
      inUse = namesInUse(browser);
    });
    made.onLoad({ filter: /\bloadUpdates\.ts$/ }, async ({ path: file }) => {
      const names = await inUse;
      const imported = (/** @type {string} */ module) =>
        (names.get(module) ?? []).map(name => `${name} as ${module}_${name}`).join(', ');
      const listed = modules.flatMap(module =>
        (names.get(module) ?? []).map(name => (module === 'parts' ? name : `${module}_${name}`)),
      );
      const contents = (await readFile(file, 'utf8'))
        .replace(
          /import \* as (\w+) from/g,
          (_, /** @type {string} */ module) => `import { ${imported(module)} } from`,
        )
        .replace(LIST, () => listed.join(', '));
      return { contents, loader: 'ts', watchFiles: [file] };
    });
  },
});
