// @ts-check
// One bundle per place the code runs. `--production` minifies without source maps, `--tests` adds the suites, `--watch` stays,
// `--outdir=FOLDER` builds elsewhere than in dist, `--metafile=FILE` keeps esbuild's account of the bundles.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
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

/**
 * What a start can do without: each a bundle of its own beside the others. Whatever imports one of these names loads that
 * bundle when it first uses one.
 * A module that two bundles take in is there twice: it must keep nothing that both have to know, and its classes are two.
 */
const later = {
  markup: {
    imported: /\/markup$/,
    file: 'src/server/html/markup.ts',
    names: ['placeInHtml', 'placeInXml', 'metaCharset', 'metaPolicies'],
  },
  live: { imported: /^\.\/live$/, file: 'src/server/live/index.ts', names: ['createLive'] },
  mimeTables: { imported: /\/mimeTables$/, file: 'src/server/types/mimeTables.ts', names: ['readTypes'] },
  ws: { imported: /^ws$/, file: 'ws', names: ['WebSocketServer'] },
  busboy: { imported: /^@fastify\/busboy$/, file: '@fastify/busboy', names: ['Busboy'] },
  picomatch: { imported: /^picomatch$/, file: 'picomatch', names: ['default'] },
  routes: {
    imported: /\/late$/,
    file: 'src/server/routes/late.ts',
    names: ['answerMatched', 'echo', 'createKinds', 'readRouteFile'],
  },
};

/** Modules of Node's own that a start can do without, which takes as long to load them. */
const laterOfNode = {
  crypto: ['createHash', 'randomBytes', 'randomUUID', 'timingSafeEqual'],
  'fs/promises': ['open', 'readdir', 'readFile', 'readlink', 'realpath', 'rename', 'rm', 'stat', 'writeFile'],
  zlib: ['default', 'createGunzip', 'createInflate', 'createBrotliDecompress'],
};

/** Getters, so that nothing is loaded before it is used. */
function stubOf(/** @type {string} */ module, /** @type {readonly string[]} */ names) {
  const getters = names.map(one => {
    const value = `require('${module}')${one === 'default' ? '' : `.${one}`}`;
    return `Object.defineProperty(exports, '${one}', { enumerable: true, get: () => ${value} });`;
  });
  return ["Object.defineProperty(exports, '__esModule', { value: true });", ...getters].join('\n');
}

/** @type {import('esbuild').Plugin} */
const loadLater = {
  name: 'load-later',
  setup(made) {
    for (const [name, { imported, names }] of Object.entries(later)) {
      made.onResolve({ filter: imported }, ({ kind }) =>
        // Of a bundle's own file by its own name there is nothing to put off.
        kind === 'entry-point' ? undefined : { path: name, namespace: 'later' },
      );
      made.onResolve({ filter: new RegExp(`^\\./${name}\\.js$`) }, ({ path, namespace }) =>
        namespace === 'later' ? { path, external: true } : undefined,
      );
      made.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'later' }, () => ({
        contents: stubOf(`./${name}.js`, names),
      }));
    }
    for (const [name, names] of Object.entries(laterOfNode)) {
      const module = `node:${name}`;
      made.onResolve({ filter: new RegExp(`^${module}$`) }, ({ namespace }) =>
        namespace === 'later' ? { path: module, external: true } : { path: module, namespace: 'later' },
      );
      made.onLoad({ filter: new RegExp(`^${module}$`), namespace: 'later' }, () => ({
        contents: stubOf(module, names),
      }));
    }
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
  { ...node, entryPoints: { thread: 'src/thread/main.ts' }, plugins: [loadLater] },
  { ...node, entryPoints: { handlers: 'src/handlers/main.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, plugins: [loadLater] },
  ...Object.entries(later).map(([name, { file }]) => ({
    ...node,
    entryPoints: { [name]: file },
    plugins: [loadLater],
  })),
  { ...browser, entryPoints: { page: 'src/page/client.ts' } },
  { ...browser, entryPoints: { panel: 'src/panel/panel.ts' } },
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
