import { strict as assert } from 'node:assert';
import { configurationOf, debuggerOf, hasBrowserTab } from '../../../src/editor/debug/debugConfiguration';

const installed = [
  { name: 'chromium', program: '/usr/bin/chromium' },
  { name: 'edge', program: '/usr/bin/edge' },
];
const none = { hasBrowserTab: false, name: '', args: [], installed: [] };

describe('the debugger of a page', () => {
  it("is that of VS Code's browser tab, unless the setting names another browser that can", () => {
    assert.deepEqual(debuggerOf({ ...none, hasBrowserTab: true }), { type: 'editor-browser' });
    assert.deepEqual(debuggerOf({ ...none, hasBrowserTab: true, name: 'firefox' }), {
      type: 'editor-browser',
    });
    assert.deepEqual(debuggerOf({ hasBrowserTab: true, name: 'Chromium', args: ['--kiosk'], installed }), {
      type: 'pwa-chrome',
      runtimeExecutable: '/usr/bin/chromium',
      runtimeArgs: ['--kiosk'],
      browserLaunchLocation: 'workspace',
    });
  });

  it('has a tab where both its command and its type are there, on a desktop', () => {
    const knows = { contributes: { debuggers: [{ type: 'pwa-chrome' }, { type: 'editor-browser' }] } };
    const others = [{}, { contributes: {} }, { contributes: { debuggers: [{ type: 'node' }] } }];
    const open = 'workbench.action.browser.open';
    assert.equal(hasBrowserTab([...others, knows], ['x', open]), true);
    // The web workbench has the type without the tab.
    assert.equal(hasBrowserTab([knows], ['x', 'workbench.action.browser.openElse']), false);
    assert.equal(hasBrowserTab(others, [open]), false);
  });

  it('is that of an installed browser where there is no tab, and none without one', () => {
    assert.deepEqual(debuggerOf({ ...none, installed }), { type: 'pwa-msedge' });
    assert.equal(debuggerOf(none), undefined);
    assert.equal(debuggerOf({ ...none, name: 'chrome', installed }), undefined);
  });

  it('knows the files of the root and of the mounted folders', () => {
    const served = { root: '/w/site', mount: { '/lib': '../modules', '/lib/deep': '/other' } };
    const how = { type: 'pwa-chrome' } as const;
    assert.deepEqual(configurationOf(served, 'http://127.0.0.1:1/', 'x', how), {
      name: 'x',
      type: 'pwa-chrome',
      request: 'launch',
      url: 'http://127.0.0.1:1/',
      webRoot: '/w/site',
      pathMapping: { '/lib/deep': '/other', '/lib': '/w/modules' },
    });
    assert.ok(!('pathMapping' in configurationOf({ ...served, mount: {} }, '', '', how)));
  });
});
