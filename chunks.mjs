// @ts-check
// The second pass over the server's bundles.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';

/** @typedef {import('esbuild').OutputFile} OutputFile */

/** The chunk that holds all code that a start loads: each further file costs a start half a millisecond. */
const START = 'start.js';
/** `import { a as b } from "./chunks/chunk-X.js"` and `import "./chunk-X.js"`, as esbuild writes them. */
const IMPORT = /\bimport\s*(?:\{([^}]*)\}\s*from\s*)?"(\.\/(?:chunks\/)?)([\w.-]+\.js)";?/g;

/**
 * Names of the chunks that the entry points import statically, directly or not.
 * @param {readonly OutputFile[]} files
 */
function startChunks(files) {
  const texts = new Map(files.map(file => [path.basename(file.path), file.text]));
  const found = new Set(files.filter(file => !isChunk(file)).map(file => path.basename(file.path)));
  for (const name of found)
    for (const [, , , other = ''] of (texts.get(name) ?? '').matchAll(IMPORT)) found.add(other);
  return [...found].filter(name => files.some(file => isChunk(file) && path.basename(file.path) === name));
}

const isChunk = (/** @type {OutputFile} */ file) => path.basename(path.dirname(file.path)) === 'chunks';

/**
 * The text with its imports of start chunks led to the one that holds them all. Names stay bound to the exporting variable.
 * @param {string} text
 * @param {readonly string[]} start
 */
function ledToStart(text, start) {
  return text.replace(
    IMPORT,
    (
      /** @type {string} */ whole,
      /** @type {string | undefined} */ names,
      /** @type {string} */ folder,
      /** @type {string} */ file,
    ) => {
      const number = start.indexOf(file);
      if (number < 0) return whole;
      const renamed = (names ?? '').split(',').flatMap(name => {
        const [theirs = '', ours = theirs] = name.trim().split(/\s+as\s+/);
        return theirs === '' ? [] : [`c${number}_${theirs} as ${ours}`];
      });
      return `import{${renamed.join(',')}}from"${folder}${START}";`;
    },
  );
}

/**
 * All start chunks as one ES module, which exports each name of chunk 0 as `c0_name`, and so on.
 * @param {readonly OutputFile[]} files
 * @param {readonly string[]} start
 * @param {boolean} production
 */
async function mergedStart(files, start, production) {
  const textOf = (/** @type {string} */ name) =>
    files.find(file => path.basename(file.path) === name)?.text ?? '';
  const exported = start.map((name, number) => {
    const [, list = ''] = /export\s*\{([^}]*)\};?\s*(?:\/\/[^\n]*\s*)*$/.exec(textOf(name)) ?? [];
    const names = list.split(',').flatMap(
      one =>
        one
          .trim()
          .split(/\s+as\s+/)
          .at(-1) || [],
    );
    return `export{${names.map(one => `${one} as c${number}_${one}`).join(',')}}from"./${name}";`;
  });
  const { outputFiles } = await build({
    stdin: { contents: exported.join('\n'), resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: production,
    sourcemap: production ? false : 'inline',
    plugins: [
      {
        name: 'chunks-in-memory',
        setup(made) {
          made.onResolve({ filter: /^\.\// }, ({ path: asked, kind }) => {
            const name = path.posix.basename(asked);
            return start.includes(name) && kind !== 'dynamic-import'
              ? { path: name, namespace: 'chunk' }
              : { path: `./${name}`, external: true };
          });
          made.onResolve({ filter: /^[^.]/ }, ({ path: asked }) => ({ path: asked, external: true }));
          made.onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path: name }) => ({ contents: textOf(name) }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * The server as CommonJS with chunks: `import()` in the source marks the code that a start does not load. esbuild splits ES modules
 * only, so a second pass writes each chunk as CommonJS, which Node 20 starts 4 ms sooner (of 60), and those of a start as one.
 * @param {{ outdir: string, production: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export const chunksInCommonJS = ({ outdir, production }) => ({
  name: 'chunks-in-commonjs',
  setup(made) {
    made.onEnd(async ({ outputFiles = [] }) => {
      const chunks = path.join(outdir, 'chunks');
      mkdirSync(chunks, { recursive: true });
      const start = startChunks(outputFiles);
      const kept = outputFiles.filter(file => !start.includes(path.basename(file.path)));
      const written = [
        { file: path.join(chunks, START), text: await mergedStart(outputFiles, start, production) },
        ...kept.map(({ path: file, text }) => ({ file, text: ledToStart(text, start) })),
      ];
      for (const { file, text } of written) {
        const { code } = await transform(text, {
          format: 'cjs',
          platform: 'node',
          target: 'node20',
          minify: production,
          supported: { 'dynamic-import': false },
          // Follows the map that stands in the text, back to the sources.
          ...(production ? {} : { sourcemap: 'inline', sourcefile: file }),
        });
        writeFileSync(file, code, { mode: code.startsWith('#!') ? 0o755 : 0o644 });
      }
      const names = new Set(written.map(({ file }) => path.basename(file)));
      for (const old of readdirSync(chunks)) if (!names.has(old)) rmSync(path.join(chunks, old));
    });
  },
});
