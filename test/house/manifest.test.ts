import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaults } from '../../src/server/options';
import { commands, manifest, settings } from './manifest';
import { nodesOf, parse, stringOf } from './syntax';
import { Scratch, filesBelow, read, readJson, root, runNode } from './tree';

/** The categories of the Marketplace (VS Code's reference of the extension manifest). */
const CATEGORIES = [
  'Programming Languages',
  'Snippets',
  'Linters',
  'Themes',
  'Debuggers',
  'Formatters',
  'Keymaps',
  'SCM Providers',
  'Other',
  'Extension Packs',
  'Language Packs',
  'Data Science',
  'Machine Learning',
  'Visualization',
  'Notebooks',
  'Education',
  'Testing',
];
/** A snippet of VS Code. */
interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

/** Options that are no settings: VS Code or the extension knows them. */
const unset = [
  'patience',
  'proof',
  'workspaceId',
  'certificates',
  'certificate',
  'shareSync',
  'trusted',
  'authorities',
  'frameAncestors',
  'texts',
];
/** Settings that the editor alone acts upon. */
const editorOnly = {
  autoStart: 'html',
  open: 'editor',
  browser: '',
  root: '',
  followCaret: 'scroll',
  'console.inline': false,
  'share.sync': false,
  'https.cert': '',
  'https.key': '',
  'https.mode': 'always',
};

/**
 * The part of the module `vscode` that `activate` needs in a window without a folder; it keeps the names of
 * commands.
 */
const silentEditor = `
const anything = () => new Proxy(function () {}, {
  set: () => true,
  get: (target, key) =>
    key === Symbol.iterator ? function* () {} : key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : anything(),
  apply: () => anything(),
  construct: () => anything(),
});
exports.registered = [];
const commands = { registerCommand: id => (exports.registered.push(id), anything()), executeCommand: async () => undefined };
const workspace = { ...anything(), workspaceFolders: undefined, textDocuments: [] };
module.exports = new Proxy(exports, {
  get: (own, key) => own[key] ?? (key === 'commands' ? commands : anything()),
});
`;
const activation = `
const context = { subscriptions: [], extensionUri: {}, logUri: { fsPath: '' }, globalStorageUri: { fsPath: '' }, extensionMode: 1 };
context.workspaceState = context.globalState = { get: (key, value) => value, update: async () => undefined, keys: () => [] };
require('./dist/extension.js').activate(context);
process.stdout.write(JSON.stringify(require('vscode').registered), () => process.exit(0));
`;

/** The ids of the commands that the built extension really registers. */
function registeredCommands(): string[] {
  const scratch = new Scratch();
  try {
    scratch.buildInto('dist');
    scratch.write('node_modules/vscode/index.js', silentEditor);
    scratch.write('activate.js', activation);
    const { stdout, stderr } = runNode(path.join(scratch.folder, 'activate.js'), []);
    assert.notEqual(stdout, '', stderr.slice(-2000));
    return JSON.parse(stdout) as string[];
  } finally {
    scratch.remove();
  }
}

describe('the manifest', function () {
  this.timeout(60_000);

  it('keeps the names that people and tests rely on', () => {
    const { name, publisher, license, engines } = manifest;
    assert.deepEqual([name, publisher, license, engines.vscode], ['porthole', 'porthole', 'MIT', '^1.100.0']);
    const texts = readJson('package.nls.json') as Record<string, string>;
    assert.equal(texts['displayName'], 'Porthole – Live Server & Preview');
    const titles = manifest.contributes.commands.map(({ command, title, category }) => {
      assert.equal(category, 'Porthole');
      return [command, texts[title.slice(1, -1)]];
    });
    assert.deepEqual(Object.fromEntries(titles), {
      'porthole.start': 'Start Server',
      'porthole.stop': 'Stop Server',
      'porthole.restart': 'Restart Server',
      'porthole.toggle': 'Go Live / Stop',
      'porthole.menu': 'Show Menu',
      'porthole.showPreview': 'Show Preview',
      'porthole.openInBrowser': 'Open in Browser',
      'porthole.openIn': 'Open in …',
      'porthole.editPage': 'Edit Page',
      'porthole.debug': 'Debug in Browser',
      'porthole.serveFolder': 'Serve This Folder',
      'porthole.copyUrl': 'Copy URL',
      'porthole.share': 'Show on Phone or Tablet',
      'porthole.stopSharing': 'Stop Sharing',
      'porthole.showLog': 'Show Log',
      'porthole.doctor': 'Why Does My Page Not Update?',
      'porthole.pickElement': 'Pick Element',
      'porthole.revealInPage': 'Reveal in Page',
      'porthole.showRules': 'Show CSS Rules',
      'porthole.importSettings': 'Import Settings of Other Live Servers',
      'porthole.showConsole': 'Show Console',
      'porthole.clearConsole': 'Clear Console',
      'porthole.copyConsole': 'Copy All Console Messages',
      'porthole.showTraffic': 'Show Traffic',
      'porthole.clearTraffic': 'Clear Traffic',
      'porthole.pauseTraffic': 'Pause Traffic',
      'porthole.resumeTraffic': 'Resume Traffic',
      'porthole.exportHar': 'Export Traffic as HAR',
    });
  });

  it('has fields that the Marketplace takes, and a picture of the size that it shows', () => {
    const { categories, keywords, galleryBanner, icon } = manifest;
    assert.deepEqual(
      categories.filter(each => !CATEGORIES.includes(each)),
      [],
    );
    // `vsce` refuses more keywords than 30.
    assert.ok(keywords.length > 0 && keywords.length <= 30);
    assert.equal(new Set(keywords.map(word => word.toLowerCase())).size, keywords.length);
    assert.match(galleryBanner.color, /^#[0-9a-f]{6}$/i);
    assert.ok(['dark', 'light'].includes(galleryBanner.theme));
    const picture = readFileSync(path.join(root, icon));
    assert.equal(picture.toString('latin1', 1, 4), 'PNG');
    assert.ok(picture.readUInt32BE(16) >= 128 && picture.readUInt32BE(16) === picture.readUInt32BE(20));
    // The Marketplace shows neither pictures in SVG nor those over plain HTTP.
    for (const [, address = ''] of read('README.md').matchAll(/(?:src(?:set)?="|!\[[^\]]*\]\()([^")\s]+)/g))
      assert.doesNotMatch(address, /\.svg$|^http:/i);
  });

  it('has a launch configuration in the README, a snippet that writes it, and a matcher that tells when it may begin', () => {
    const [, text = ''] = /In `launch\.json`[^]*?```json\n([^]*?)```/.exec(read('README.md')) ?? [];
    const told = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const snippets = Object.values(
      readJson('media/launch.snippets.json') as Readonly<Record<string, Snippet>>,
    );
    const [{ prefix, body } = { prefix: '', body: [] }] = snippets;
    assert.equal(prefix, 'porthole');
    // A placeholder stands for its text; `\$` writes a dollar sign.
    const plain = body
      .join('\n')
      .replaceAll(
        /\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}/g,
        (_whole, one?: string, two?: string) => one ?? two ?? '',
      )
      .replaceAll('\\$', '$');
    const written = JSON.parse(plain.replace(/,\s*$/, '')) as Readonly<Record<string, unknown>>;
    assert.deepEqual(written, told);
    const [matcher] = manifest.contributes.problemMatchers;
    const { beginsPattern, endsPattern } = matcher?.background ?? assert.fail('no matcher');
    assert.match('[porthole] starting', new RegExp(beginsPattern));
    for (const line of ['http://127.0.0.1:5500/', 'https://127.0.0.1:5500/', 'failed: no port', 'stopped'])
      assert.match(`[porthole] ${line}`, new RegExp(endsPattern));
    for (const line of ['[porthole] starting', 'http://127.0.0.1:5500/'])
      assert.doesNotMatch(line, new RegExp(endsPattern));
  });

  it('states the defaults of the server and of the editor, and no setting besides', () => {
    const options = Object.entries(defaults).filter(([key]) => !unset.includes(key));
    const expected = Object.fromEntries([...options, ...Object.entries(editorOnly)]);
    const stated = Object.entries(settings).map(([key, value]) => [
      key.replace('porthole.', ''),
      value.default,
    ]);
    assert.deepEqual(Object.fromEntries(stated), expected);
    assert.ok(Object.keys(settings).every(key => key.startsWith('porthole.')));
  });

  it('offers the words that settings have', () => {
    const words = Object.entries(settings).flatMap(([key, value]) => (value.enum ? [[key, value.enum]] : []));
    assert.deepEqual(Object.fromEntries(words), {
      'porthole.autoStart': ['html', 'always', 'never'],
      'porthole.forms': ['echo', 'strict'],
      'porthole.pickKey': ['alt', 'ctrl', 'meta', 'shift+alt', 'off'],
      'porthole.followCaret': ['scroll', 'outline', 'off'],
      'porthole.https': ['off', 'shared', 'always'],
      'porthole.https.mode': ['off', 'shared', 'always'],
      'porthole.onSave': ['auto', 'patch', 'reload'],
      'porthole.open': ['editor', 'browser', 'none'],
      'porthole.problems': ['all', 'errors', 'off'],
      'porthole.update': ['typing', 'save', 'off'],
      'porthole.dotfiles': ['deny', 'allow'],
      'porthole.compression': ['auto', 'on', 'off'],
    });
  });

  it('declares exactly the commands that the built extension registers', () => {
    assert.deepEqual(registeredCommands().toSorted(), commands.toSorted());
  });

  it('knows every name under porthole. that the editor writes down', () => {
    const known = new Set([
      ...commands,
      ...Object.keys(settings),
      'porthole.running',
      'porthole.state',
      'porthole.sharing',
      'porthole.pageOpened',
      'porthole.pageFollowed',
      'porthole.elementPicked',
    ]);
    const ids = 'preview status traffic trafficOffered trafficPaused console consoleOffered picking';
    for (const id of ids.split(' ')) known.add(`porthole.${id}`);
    const written = filesBelow('src/editor', '.ts').flatMap(file =>
      [...nodesOf(parse(read(file)))].flatMap(({ node }) => stringOf(node) ?? []),
    );
    const unknown = written.filter(text => /^porthole\.[A-Za-z]+$/.test(text) && !known.has(text));
    assert.deepEqual(unknown, []);
  });

  it('puts declared commands into menus, where people look for them', () => {
    const { menus } = manifest.contributes;
    const used = Object.values(menus).flatMap(items => items.map(({ command }) => command));
    assert.deepEqual(
      used.filter(command => !commands.includes(command)),
      [],
    );
    const within = (menu: string) => menus[menu]?.map(({ command }) => command.replace('porthole.', ''));
    assert.deepEqual(within('editor/title'), ['showPreview', 'pickElement']);
    assert.equal(menus['editor/title']?.[0]?.group, 'navigation');
    assert.deepEqual(within('editor/context'), [
      'showPreview',
      'openInBrowser',
      'openIn',
      'debug',
      'revealInPage',
    ]);
    assert.deepEqual(within('explorer/context'), ['showPreview', 'openInBrowser', 'openIn', 'serveFolder']);
  });

  it('binds its chords, and only where Porthole is concerned', () => {
    const chords = manifest.contributes.keybindings.map(({ command, key, mac }) => [command, key, mac]);
    assert.deepEqual(chords, [
      ['porthole.showPreview', 'alt+l alt+o', 'cmd+l cmd+o'],
      ['porthole.stop', 'alt+l alt+c', 'cmd+l cmd+c'],
      ['porthole.pickElement', 'alt+l alt+p', 'cmd+l cmd+p'],
      ['porthole.revealInPage', 'alt+l alt+r', 'cmd+l cmd+r'],
      ['porthole.debug', 'alt+l alt+d', 'cmd+l cmd+d'],
      ['porthole.pickElement', 'escape', undefined],
    ]);
    for (const { when } of manifest.contributes.keybindings) assert.match(when, /porthole\.(running|state)/);
  });

  it('lets no untrusted workspace widen who may read what', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    const { supported, restrictedConfigurations: restricted } = untrustedWorkspaces;
    assert.deepEqual([supported, virtualWorkspaces.supported], ['limited', false]);
    assert.deepEqual(
      restricted.filter(key => !(key in settings)),
      [],
    );
    for (const key of ['autoStart', 'host', 'root', 'browser', 'headers', 'cors', 'dotfiles'])
      assert.ok(restricted.includes(`porthole.${key}`), key);
  });

  it('names files that exist', () => {
    for (const file of [manifest.icon, manifest.l10n]) assert.ok(existsSync(path.join(root, file)), file);
    assert.equal(manifest.main, './dist/extension.js');
  });
});
