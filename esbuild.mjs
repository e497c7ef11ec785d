// @ts-check
// One bundle per place the code runs. `--production` minifies without source maps, `--tests` adds the suites, `--watch` stays,
// `--outdir=FOLDER` builds elsewhere than in dist, `--metafile=FILE` keeps esbuild's account of the bundles.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { notices } from './notices.mjs';
import { schemas } from './schemas.mjs';
import { watch } from './watch.mjs';

const has = (/** @type {string} */ flag) => process.argv.includes(flag);
const valueOf = (/** @type {string} */ flag) =>
  process.argv.find(argument => argument.startsWith(`${flag}=`))?.slice(flag.length + 1);
const production = has('--production');
const outdir = valueOf('--outdir') ?? 'dist';

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  outdir,
  metafile: true,
};
// ws would look for two add-ons at run time, in every node_modules on the way up to the root of the disk:
// code from outside the package.
const noAddons = { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' };
/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  define: noAddons,
};
/** @type {import('esbuild').BuildOptions} */
const browser = {
  ...shared,
  platform: 'browser',
  target: ['chrome109', 'firefox115', 'safari16'],
  format: 'iife',
};

/** Modules of the page script that its later part takes from it, under their own names. */
/** @type {import('esbuild').Plugin} */
const sharedWithPage = {
  name: 'shared-with-page',
  setup(made) {
    made.onResolve({ filter: /\/(own\/\w+|parts|reads\/(reads|drawn))$/ }, ({ path }) => ({
      path: path.replace(/^.*\//, ''),
      external: true,
    }));
  },
};

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
  return text.replace(IMPORT, (whole, names = '', folder = '', file = '') => {
    const number = start.indexOf(file);
    if (number < 0) return whole;
    const renamed = names.split(',').flatMap((/** @type {string} */ name) => {
      const [theirs = '', ours = theirs] = name.trim().split(/\s+as\s+/);
      return theirs === '' ? [] : [`c${number}_${theirs} as ${ours}`];
    });
    return `import{${renamed.join(',')}}from"${folder}${START}";`;
  });
}

/**
 * All start chunks as one ES module, which exports each name of chunk 0 as `c0_name`, and so on.
 * @param {readonly OutputFile[]} files
 * @param {readonly string[]} start
 */
async function mergedStart(files, start) {
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
 * @type {import('esbuild').Plugin}
 */
const chunksInCommonJS = {
  name: 'chunks-in-commonjs',
  setup(made) {
    made.onEnd(async ({ outputFiles = [] }) => {
      const chunks = path.join(outdir, 'chunks');
      mkdirSync(chunks, { recursive: true });
      const start = startChunks(outputFiles);
      const kept = outputFiles.filter(file => !start.includes(path.basename(file.path)));
      const written = [
        { file: path.join(chunks, START), text: await mergedStart(outputFiles, start) },
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
};

/** Every TypeScript file below `test`, each a bundle of its own, so that mocha loads suites one by one. */
function testFiles() {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => path.join('test', name));
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: { extension: 'src/editor/extension.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { trafficView: 'src/editor/traffic/view.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { handlers: 'src/handlers/main.ts' } },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts', thread: 'src/thread/main.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: production ? false : 'inline',
    write: false,
    plugins: [chunksInCommonJS],
  },
  { ...browser, entryPoints: { page: 'src/page/client.ts' } },
  // A module: the page script imports it at the first use.
  { ...browser, format: 'esm', entryPoints: { picker: 'src/page/bridge/picker/picker.ts' } },
  {
    ...browser,
    entryPoints: { update: 'src/page/update.ts' },
    format: 'cjs',
    plugins: [sharedWithPage],
    banner: { js: 'export default require => {' },
    footer: { js: '};' },
  },
  { ...browser, format: 'esm', entryPoints: { preview: 'src/page/framed/preview/preview.ts' } },
  { ...browser, entryPoints: { panel: 'src/panel/panel.ts' } },
  { ...browser, entryPoints: { share: 'src/panel/share/share.ts' } },
  { ...browser, entryPoints: { traffic: 'src/panel/traffic/traffic.ts' } },
];
const shippedBundles = bundles.length;
if (has('--tests')) {
  bundles.push({
    ...node,
    minify: false,
    sourcemap: 'inline',
    outdir: 'out/test',
    outbase: 'test',
    entryPoints: testFiles(),
    external: [
      'vscode',
      'mocha',
      'playwright-core',
      '@vscode/*',
      '@babel/parser',
      'fast-check',
      'send',
      'yauzl',
      'esbuild',
    ],
  });
}

if (production) rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
for (const [name, text] of schemas()) writeFileSync(path.join(outdir, name), text);
if (has('--watch')) {
  await watch(bundles);
} else {
  const results = await Promise.all(bundles.map(options => build(options)));
  const shipped = results.slice(0, shippedBundles).flatMap(result => result.metafile ?? []);
  writeFileSync(path.join(outdir, 'ThirdPartyNotices.txt'), notices(shipped));
  const account = valueOf('--metafile');
  if (account) writeFileSync(account, JSON.stringify(shipped));
}
