// @ts-check
// One bundle per place the code runs. `--production` minifies without source maps, `--tests` adds a bundle for each file of tests
// (`--tests=server/log` for those alone whose path begins so), `--suites` those of a whole run, `--watch` stays, `--outdir=FOLDER` builds elsewhere than in dist, `--metafile=FILE` keeps esbuild's
// account of the bundles.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { chunksInCommonJS } from './chunks.mjs';
import { notices } from './notices.mjs';
import { onlyInUse, partsOf } from './pageParts.mjs';
import { schemas } from './schemas.mjs';
import { entriesBelow, suiteEntries, suites } from './test/host/suiteBundles.mjs';
import { watch } from './watch.mjs';

const has = (/** @type {string} */ flag) => process.argv.includes(flag);
const valueOf = (/** @type {string} */ flag) =>
  process.argv.find(argument => argument.startsWith(`${flag}=`))?.slice(flag.length + 1);
const someTests = valueOf('--tests');
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
/** @type {import('esbuild').BuildOptions & { target: string[] }} */
const browser = {
  ...shared,
  platform: 'browser',
  target: ['chrome109', 'firefox115', 'safari16'],
  format: 'iife',
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
  { ...node, entryPoints: { onDemand: 'src/editor/onDemand/index.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { sharing: 'src/editor/share/sharing.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { trafficView: 'src/editor/traffic/view.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { consoleView: 'src/editor/console/view.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { handlers: 'src/handlers/main.ts' } },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts', thread: 'src/thread/main.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: production ? false : 'inline',
    write: false,
    plugins: [chunksInCommonJS({ outdir, production })],
  },
  { ...browser, entryPoints: { page: 'src/page/client.ts' }, plugins: [onlyInUse(browser)] },
  partsOf(browser),
  { ...browser, format: 'esm', entryPoints: { sync: 'src/page/inStep/sync.ts' } },
  { ...browser, entryPoints: { panel: 'src/panel/preview/panel.ts' } },
  { ...browser, entryPoints: { share: 'src/panel/share/share.ts' } },
  { ...browser, entryPoints: { traffic: 'src/panel/traffic/traffic.ts' } },
  { ...browser, entryPoints: { consolePanel: 'src/panel/console/console.ts' } },
];
const shippedBundles = bundles.length;
if (has('--tests') || has('--suites') || someTests !== undefined) {
  bundles.push({
    ...node,
    minify: false,
    sourcemap: 'inline',
    outdir: 'out/test',
    outbase: 'test',
    entryPoints: has('--suites')
      ? suiteEntries()
      : someTests === undefined
        ? testFiles()
        : entriesBelow(someTests),
    plugins: [suites],
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
      'axe-core/*',
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
