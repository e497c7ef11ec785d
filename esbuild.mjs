// @ts-check
// One bundle per place the code runs. `--production` minifies without source maps, `--tests` adds the suites, `--watch` stays.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, context } from 'esbuild';

const has = (/** @type {string} */ flag) => process.argv.includes(flag);
const production = has('--production');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
};
/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'] };
/** @type {import('esbuild').BuildOptions} */
const browser = { ...shared, platform: 'browser', target: ['chrome109', 'firefox115', 'safari16'], format: 'iife' };

/** Every TypeScript file below `test`, each a bundle of its own, so that mocha loads suites one by one. */
function testFiles() {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => path.join('test', name));
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: { extension: 'src/editor/extension.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { thread: 'src/thread/main.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' } },
  { ...browser, entryPoints: { page: 'src/page/client.ts' } },
  { ...browser, entryPoints: { panel: 'src/panel/panel.ts' } },
];
if (has('--tests')) {
  bundles.push({
    ...node,
    minify: false,
    sourcemap: 'inline',
    outdir: 'out/test',
    outbase: 'test',
    entryPoints: testFiles(),
    external: ['vscode', 'mocha', 'playwright-core', '@vscode/*', 'fast-check', 'send', 'yauzl', 'esbuild'],
  });
}

if (has('--watch')) {
  await Promise.all(bundles.map(async options => (await context({ ...options, logLevel: 'info' })).watch()));
} else {
  if (production) rmSync('dist', { recursive: true, force: true });
  await Promise.all(bundles.map(options => build(options)));
}
