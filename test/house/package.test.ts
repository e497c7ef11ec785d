import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { ask, navigation } from '../server/support/raw';
import { manifest } from './manifest';
import { modulesOf, parseScript } from './syntax';
import { Scratch, read, root, runNode } from './tree';

const kB = 1000;
const bundles = [
  'extension',
  'chunks/start',
  'onDemand',
  'trafficView',
  'sharing',
  'consoleView',
  'thread',
  'handlers',
  'cli',
  'page',
  'bridge',
  'restore',
  'picker',
  'rules',
  'update',
  'streams',
  'console',
  'sync',
  'preview',
  'find',
  'panel',
  'share',
  'traffic',
  'consolePanel',
].map(name => `extension/dist/${name}.js`);
/** Code that the server loads on first use; the names contain a hash of the content. */
const isChunk = (name: string): boolean => /^extension\/dist\/chunks\/[a-zA-Z]+-[A-Z0-9]{8}\.js$/.test(name);
const translations = (folder: string, pattern: RegExp) =>
  readdirSync(path.join(root, folder)).filter(name => pattern.test(name));
const expected = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  ...translations('.', /^package\.nls\..*json$/).map(name => `extension/${name}`),
  ...translations('l10n', /^bundle\.l10n\..*json$/).map(name => `extension/l10n/${name}`),
  ...bundles,
  ...translations('.', /^package\.nls\..*json$/).map(
    name => `extension/dist/${name.replace('package.nls', 'routes.schema')}`,
  ),
  'extension/dist/ThirdPartyNotices.txt',
  'extension/media/icon.png',
  'extension/media/launch.snippets.json',
  ...['follow', 'import', 'open', 'phone', 'pick', 'stop'].map(
    name => `extension/media/walkthrough/${name}.svg`,
  ),
  'extension/media/list.css',
  'extension/media/panel.css',
  'extension/media/console.css',
  'extension/media/console.svg',
  'extension/media/share.css',
  'extension/media/traffic.css',
  'extension/media/view.css',
  'extension/media/traffic.svg',
  'extension/media/preview.svg',
  'extension/media/share.svg',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
];
/** Files of a checkout that must not be packaged. */
const clutter = [
  '.env',
  '.github/workflow.yml',
  '.vscode/settings.json',
  'dist/extension.js.map',
  'dist/other.js',
  'media/preview.png',
  'node_modules/ws/index.js',
  'out/test/house/package.test.js',
  'src/editor/extension.ts',
  'test/site/index.html',
  'tsconfig.json',
];

/** Modules that bundles load from outside: VS Code's own module, and the user's handlers. */
const beyond: Readonly<Record<string, readonly string[]>> = {
  'extension.js': ['vscode'],
  'onDemand.js': ['vscode'],
  'trafficView.js': ['vscode'],
  'sharing.js': ['vscode'],
  'consoleView.js': ['vscode'],
  'handlers.js': ['(computed)'],
  // The picker and the preview's part, by their reserved addresses.
  'page.js': ['(computed)'],
  'update.js': ['(computed)'],
};

/** Packs a copy of the checkout, since the checkout's dist may be in use. */
function pack(scratch: Scratch): string {
  for (const file of clutter) scratch.write(file, `// ${file}\n`);
  scratch.buildInto('dist');
  const shipped = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'];
  for (const file of [...shipped, ...translations('.', /^package\.nls\..*json$/)])
    copyFileSync(path.join(root, file), path.join(scratch.folder, file));
  for (const folder of ['l10n', 'media'])
    cpSync(path.join(root, folder), path.join(scratch.folder, folder), { recursive: true });
  const target = path.join(scratch.folder, 'porthole.vsix');
  const args = ['package', '--no-dependencies', '--out', target];
  const { status, stderr } = runNode('node_modules/@vscode/vsce/vsce', args, scratch.folder);
  assert.equal(status, 0, stderr);
  return target;
}

async function unzip(file: string): Promise<Map<string, Buffer>> {
  const archive = await openPromise(file);
  const files = new Map<string, Buffer>();
  for await (const entry of archive.eachEntry()) {
    if (!entry.fileName.endsWith('/')) {
      files.set(entry.fileName, await buffer(await archive.openReadStreamPromise(entry)));
    }
  }
  return files;
}

/** Modules of the page script that its later parts take from it, by their place: "parts", two of "reads", "roots" and those of "own". */
const sharedByPage = ['parts', 'reads', 'drawn', 'roots']
  .concat(readdirSync(path.join(root, 'src/page/own')).filter(file => file.endsWith('.ts')))
  .map((_module, place) => String(place));

describe('the package', function () {
  this.timeout(60_000);
  const scratch = new Scratch();
  let vsix: string;
  let files: Map<string, Buffer>;
  const bytesOf = (name: string) => files.get(name) ?? assert.fail(`${name} is missing`);

  before(async () => {
    const packed = pack(scratch);
    vsix = process.env['PORTHOLE_VSIX'] ?? packed;
    files = await unzip(vsix);
  });
  after(() => scratch.remove());

  it('holds what ships and nothing that lies about', () => {
    const names = [...files.keys()];
    assert.deepEqual(names.filter(name => !isChunk(name)).toSorted(), expected.toSorted());
    const chunks = names.filter(isChunk);
    assert.ok(chunks.length > 0 && chunks.length <= 30, String(chunks));
  });

  it('keeps its size within the budget', () => {
    assert.ok(statSync(vsix).size <= 800 * kB, `vsix ${String(statSync(vsix).size)} bytes`);
    const extension = bytesOf('extension/dist/extension.js').length;
    assert.ok(extension <= 130 * kB, `extension.js ${String(extension)} bytes`);
    const page = gzipSync(bytesOf('extension/dist/page.js')).length;
    // 3 kB of these are for picking elements.
    assert.ok(page <= 15 * kB, `page.js ${String(page)} bytes gzipped`);
    const picker = gzipSync(bytesOf('extension/dist/picker.js')).length;
    const rules = gzipSync(bytesOf('extension/dist/rules.js')).length;
    // The picker is loaded at the first pick, and the rules when they are first asked for.
    assert.ok(picker <= 6 * kB, `picker.js ${String(picker)} bytes gzipped`);
    assert.ok(rules <= 6 * kB, `rules.js ${String(rules)} bytes gzipped`);
    const update = gzipSync(bytesOf('extension/dist/update.js')).length;
    // 0.7 kB of these judge whether a save changes what scripts have read, or what elements have kept.
    assert.ok(update <= 13.2 * kB, `update.js ${String(update)} bytes gzipped`);
    const streams = gzipSync(bytesOf('extension/dist/streams.js')).length;
    assert.ok(streams <= 2 * kB, `streams.js ${String(streams)} bytes gzipped`);
    const console = gzipSync(bytesOf('extension/dist/console.js')).length;
    assert.ok(console <= 8 * kB, `console.js ${String(console)} bytes gzipped`);
    const sync = gzipSync(bytesOf('extension/dist/sync.js')).length;
    // Half a kB of these keeps long texts, and fields named like properties, from ending the channel.
    assert.ok(sync <= 2.5 * kB, `sync.js ${String(sync)} bytes gzipped`);
    const preview = gzipSync(bytesOf('extension/dist/preview.js')).length;
    assert.ok(preview <= 5 * kB, `preview.js ${String(preview)} bytes gzipped`);
  });

  it('tells nothing about the machine that built it, and refers to no source map', () => {
    const personal = [root, scratch.folder, `${homedir()}${path.sep}`];
    for (const [name, bytes] of files) {
      const text = bytes.toString('latin1');
      // Porthole itself writes one such line into what it serves, and reads those of scripts.
      assert.doesNotMatch(text, /^\/\/# sourceMappingURL=(?!data:application\/json;base64,\$\{)/m, name);
      const found = personal.filter(place => text.includes(place));
      assert.deepEqual(found, [], name);
    }
  });

  it('loads nothing that is not in it', () => {
    for (const name of [...files.keys()].filter(each => bundles.includes(each) || isChunk(each))) {
      const outside = beyond[path.posix.basename(name)] ?? [];
      const builtin =
        /\/(page|bridge|restore|picker|rules|preview|find|sync|panel|traffic|consolePanel)\.js$/.test(name)
          ? []
          : builtinModules;
      // The page script hands these parts what all share, by a `require` of its own.
      const shared = /\/(update|streams|bridge|restore|picker|rules|console|preview|find)\.js$/.test(name)
        ? sharedByPage
        : [];
      const known = new Set([...outside, ...shared, ...builtin, ...builtin.map(module => `node:${module}`)]);
      const asked = modulesOf(parseScript(bytesOf(name).toString()));
      const here = (module: string): boolean =>
        module.startsWith('.') && files.has(path.posix.join(path.posix.dirname(name), module));
      const unknown = asked.filter(module => !known.has(module) && !here(module));
      assert.deepEqual(unknown, [], name);
    }
  });

  it('names its entry points', () => {
    const shipped = JSON.parse(bytesOf('extension/package.json').toString()) as typeof manifest;
    bytesOf(path.posix.join('extension', shipped.main));
    bytesOf(path.posix.join('extension', shipped.icon));
  });

  it('carries the licence of each package that is bundled, and bundles only dependencies', () => {
    const notices = readFileSync(path.join(scratch.folder, 'dist/ThirdPartyNotices.txt'), 'utf8');
    const account = readFileSync(path.join(scratch.folder, 'meta.json'), 'utf8');
    const inputs = account.matchAll(
      /"[^"]*node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"]*":\{"bytesInOutput":[1-9]/g,
    );
    const bundled = [...new Set([...inputs].map(([, name]) => String(name)))];
    for (const name of bundled) {
      const folder = `node_modules/${name}`;
      const file = readdirSync(path.join(root, folder)).find(each => /^licen[cs]e/i.test(each)) ?? 'LICENSE';
      const licence = read(`${folder}/${file}`).replaceAll('\r\n', '\n').trim();
      assert.ok(notices.includes(`\n${name} `), name);
      assert.ok(notices.includes(licence), `the licence of ${name}`);
    }
    const direct = Object.keys(manifest.dependencies);
    const unused = direct.filter(name => !bundled.includes(name));
    assert.deepEqual(unused, []);
    const indirect = bundled.filter(name => !direct.includes(name));
    const wanted = withDependencies(direct);
    assert.deepEqual(
      indirect.filter(name => !wanted.includes(name)),
      [],
    );
  });

  it('runs its command line from wherever it was unpacked', async () => {
    for (const [name, bytes] of files) scratch.write(`unpacked/${name}`, bytes);
    scratch.write('pages/index.html', '<!doctype html><title>Packed</title>');
    const cli = path.join(scratch.folder, 'unpacked/extension/dist/cli.js');
    const child = spawn(process.execPath, [cli, 'pages', '--port', '0', '--json'], { cwd: scratch.folder });
    const ended = once(child, 'exit');
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { url } = JSON.parse(line) as { url: string };
      const page = (await ask(Number(new URL(url).port), '/', { headers: navigation })).body.toString();
      assert.match(page, /<script[^>]*\/__porthole\/page\.js/);
      assert.equal((await fetch(new URL('/__porthole/page.js', url))).status, 200);
    } finally {
      child.kill('SIGTERM');
    }
    assert.deepEqual((await ended)[0], 0);
  });
});

/** These packages and all their dependencies. */
function withDependencies(names: readonly string[], known = new Set<string>()): string[] {
  for (const name of names.filter(each => !known.has(each)))
    withDependencies(Object.keys(dependenciesOf(name)), known.add(name));
  return [...known];
}

const dependenciesOf = (name: string) =>
  (JSON.parse(read(`node_modules/${name}/package.json`)) as Partial<typeof manifest>).dependencies ?? {};
