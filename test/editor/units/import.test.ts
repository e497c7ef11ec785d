import assert from 'node:assert/strict';
import { FOREIGN_SETTINGS, importFile, importSetting } from '../../../src/editor/import/foreign';

/** `port = 1` for what is taken, the reason for what is not. */
function told(name: string, given: unknown): string {
  const found = importSetting(name, given);
  return found.kind === 'mapped' ? `${found.key} = ${JSON.stringify(found.value)}` : found.why;
}

describe('settings of other live servers', () => {
  const cases: readonly [string, unknown, string][] = [
    ['liveServer.settings.port', 4500, 'port = 4500'],
    ['liveServer.settings.port', 0, 'port = 0'],
    ['liveServer.settings.port', '4500', 'invalid'],
    ['liveServer.settings.port', 70_000, 'invalid'],
    ['liveServer.settings.root', '/', 'root = ""'],
    ['liveServer.settings.root', '/sub/site/', 'root = "sub/site"'],
    ['liveServer.settings.root', './dist', 'root = "dist"'],
    ['liveServer.settings.root', '\\dist\\web', 'root = "dist/web"'],
    ['liveServer.settings.root', '../other', 'unsafe'],
    ['liveServer.settings.root', 7, 'invalid'],
    ['liveServer.settings.host', 'localhost', 'host = "127.0.0.1"'],
    ['liveServer.settings.host', '0.0.0.0', 'unsafe'],
    ['liveServer.settings.host', '192.168.1.5', 'unsafe'],
    ['liveServer.settings.useLocalIp', true, 'unsafe'],
    ['liveServer.settings.cors', true, 'unsafe'],
    ['liveServer.settings.ignoreFiles', ['.vscode/**', '**/*.scss'], 'ignore = [".vscode/**","**/*.scss"]'],
    ['liveServer.settings.ignoreFiles', [1], 'invalid'],
    ['liveServer.settings.CustomBrowser', 'chrome:PrivateMode', 'browser = "chrome:private"'],
    ['liveServer.settings.CustomBrowser', 'microsoft-edge', 'browser = "edge"'],
    ['liveServer.settings.CustomBrowser', 'blisk', 'none'],
    ['liveServer.settings.CustomBrowser', null, 'needless'],
    ['liveServer.settings.AdvanceCustomBrowserCmdLine', 'chrome --incognito', 'none'],
    ['liveServer.settings.NoBrowser', true, 'open = "none"'],
    ['liveServer.settings.NoBrowser', false, 'needless'],
    ['liveServer.settings.file', '/index.html', 'fallback = "index.html"'],
    ['liveServer.settings.headers', { 'X-A': 'b', 'X-C': 1 }, 'headers = {"**":{"X-A":"b"}}'],
    ['liveServer.settings.fullReload', true, 'onSave = "reload"'],
    ['liveServer.settings.proxy', { enable: true, baseUri: '/', proxyUri: 'http://a' }, 'route'],
    ['livePreview.portNumber', 3001, 'port = 3001'],
    ['livePreview.serverRoot', '/public', 'root = "public"'],
    ['livePreview.hostIP', '127.0.0.1', 'host = "127.0.0.1"'],
    ['livePreview.autoRefreshPreview', 'On Changes to Saved Files', 'update = "save"'],
    ['livePreview.autoRefreshPreview', 'Never', 'update = "off"'],
    ['livePreview.autoRefreshPreview', 'constructor', 'invalid'],
    ['livePreview.openPreviewTarget', 'External Browser', 'open = "browser"'],
    ['livePreview.customExternalBrowser', 'Firefox', 'browser = "firefox"'],
    ['livePreview.customExternalBrowser', 'Default', 'needless'],
    ['fiveServer.host', '0.0.0.0', 'unsafe'],
    ['fiveServer.browser', ['chrome', 'firefox'], 'browser = "chrome"'],
    ['fiveServer.injectBody', false, 'update = "save"'],
    ['fiveServer.php.executable', '/usr/bin/php', 'none'],
    ['liveServer.settings.tomorrow', 1, 'none'],
  ];
  for (const [name, given, expected] of cases)
    it(`${name} ${JSON.stringify(given)}: ${expected}`, () => assert.equal(told(name, given), expected));

  it('that are known all belong to one of the three', () => {
    assert.ok(FOREIGN_SETTINGS.length > 40);
    for (const name of FOREIGN_SETTINGS)
      assert.match(name, /^(?:liveServer\.settings|livePreview|fiveServer)\./);
  });
});

describe('files of other live servers', () => {
  it('are read key by key', () => {
    const found = importFile('.live-server.json', {
      port: 8080,
      root: 'public',
      open: false,
      constructor: 1,
    });
    assert.deepEqual(
      found?.map(each =>
        each.kind === 'mapped' ? [each.from, each.key, each.value] : [each.from, each.why],
      ),
      [
        ['.live-server.json: port', 'port', 8080],
        ['.live-server.json: root', 'root', 'public'],
        ['.live-server.json: open', 'open', 'none'],
        ['.live-server.json: constructor', 'none'],
      ],
    );
  });

  it('that are no JSON objects say nothing', () => {
    for (const parsed of [undefined, null, [], 'a', 1])
      assert.equal(importFile('.fiveserverrc', parsed), undefined);
  });
});
