import { strict as assert } from 'node:assert';
import { folderOfState, readFromPanel } from '../../../src/editor/preview/panelMessages';
import {
  agoLasts,
  agoText,
  pagesText,
  statusFace,
  updateText,
  warningsText,
} from '../../../src/editor/status/statusText';
import type { Running } from '../../../src/editor/server/server';
import { LONGEST_ADDRESS } from '../../../src/protocol/frame';

const running = (port: number, host = '127.0.0.1'): Running => ({
  kind: 'running',
  url: `http://${host}:${String(port)}/`,
  port,
  pages: 0,
  lastUpdate: undefined,
  share: undefined,
  // Only the address matters here.
  options: { host } as Running['options'],
});

describe('the status item', () => {
  it('has one face for every state', () => {
    assert.equal(statusFace([]).text, '$(broadcast) Go Live');
    assert.equal(statusFace([running(5500)]).text, '$(radio-tower) 5500');
    assert.equal(statusFace([running(5500), running(5501)]).text, '$(radio-tower) 2 servers');
    const failure = { kind: 'failed', failure: { code: 'EACCES', message: 'Not allowed.' } } as const;
    assert.deepEqual(
      [statusFace([failure]).tone, statusFace([failure]).label],
      ['error', 'Porthole failed: Not allowed.'],
    );
    assert.equal(statusFace([failure, running(5500)]).text, '$(radio-tower) 5500');
  });

  it('warns when the network can see a server, in colour and in words', () => {
    const face = statusFace([running(5500), running(5501, '0.0.0.0')]);
    assert.equal(face.tone, 'warning');
    assert.match(face.label, /visible on your network/);
  });

  it('tells pages and the last update', () => {
    const update = { path: 'style.css', touch: 'style', pages: 2, duration: 9, time: 0 } as const;
    assert.equal(pagesText(2, update), '2 pages · style.css 9.0 ms');
    assert.equal(pagesText(1, undefined), '1 page');
    assert.equal(updateText(2, update), '2 pages · swapped style.css 9.0 ms');
    assert.equal(updateText(1, { ...update, touch: 'patch' }), '1 page · patched style.css 9.0 ms');
    assert.equal(updateText(1, { ...update, touch: 'reload' }), '1 page · reloaded style.css 9.0 ms');
    assert.equal(updateText(0, undefined), '0 pages');
    assert.equal(warningsText(1), '1 warning in the log');
    assert.equal(warningsText(2), '2 warnings in the log');
    const face = statusFace([{ ...running(5500), pages: 2, lastUpdate: update }]);
    assert.equal(face.label, 'Porthole: serving on port 5500, 2 pages · style.css 9.0 ms');
  });

  it('tell how long ago the last update was, and for how long that is so', () => {
    const hour = 3_600_000;
    const ages = [0, 9_900, 59_999, 60_000, hour - 1, 50 * hour].map(age => agoText(1_000, 1_000 + age));
    assert.deepEqual(ages, ['now', '9 sec. ago', '59 sec. ago', '1 min. ago', '59 min. ago', '50 hr. ago']);
    // The clock was set back.
    assert.equal(agoText(5_000, 1_000), 'now');
    const lasts = [0, 9_900, 59_999, 61_000, hour + 1].map(age => agoLasts(1_000, 1_000 + age));
    assert.deepEqual(lasts, [5_000, 100, 1, 59_000, hour - 1]);
  });
});

describe('a message from the panel', () => {
  it('is taken when it is one', () => {
    assert.deepEqual(readFromPanel({ type: 'navigated', page: 'a/b.html?c#d', title: 'T' }), {
      type: 'navigated',
      page: 'a/b.html?c#d',
      title: 'T',
    });
    assert.deepEqual(
      readFromPanel({ type: 'ready', ancestors: ['vscode-file://vscode-app', 'https://a.example:8443'] }),
      {
        type: 'ready',
        ancestors: ['vscode-file://vscode-app', 'https://a.example:8443'],
      },
    );
  });

  it('is nothing when it is malformed, huge, or leads elsewhere', () => {
    const bad: unknown[] = [undefined, null, 1, 'ready', [], {}, { type: 'toString' }, { type: 'ready' }];
    bad.push(
      { type: 'navigated', page: 'x', title: 'x'.repeat(501) },
      { type: 'navigated', page: 1, title: '' },
    );
    bad.push({ type: 'ready', ancestors: Array.from({ length: 11 }, () => 'https://a.example') });
    for (const page of [
      '//evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      '\\\\evil.example',
      '/x',
      'x'.repeat(LONGEST_ADDRESS + 1),
    ]) {
      bad.push({ type: 'openInBrowser', page });
    }
    for (const message of bad) assert.equal(readFromPanel(message), undefined, JSON.stringify(message));
  });

  it('names no ancestor that could end a policy and begin another', () => {
    const ancestors = ['https://a.example; script-src *', '*', "'self'", 'https://a.example/path', 7];
    assert.deepEqual(readFromPanel({ type: 'ready', ancestors }), { type: 'ready', ancestors: [] });
  });

  it('may be a state of long ago', () => {
    assert.equal(folderOfState({ folder: 'file:///site' }), 'file:///site');
    for (const state of [undefined, null, 7, {}, { folder: 7 }])
      assert.equal(folderOfState(state), undefined);
  });
});
