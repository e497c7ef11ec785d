import { strict as assert } from 'node:assert';
import { installedBrowsers } from '../../../src/editor/preview/browserNames';
import { readBrowser } from '../../../src/editor/preview/browserChoice';
import { launchesOf, lacksOptions } from '../../../src/editor/preview/browsers';

const URL = 'http://127.0.0.1:5500/';
const first = (value: unknown, platform: NodeJS.Platform, env = {}) => {
  const choice = readBrowser(value);
  assert.ok(choice, JSON.stringify(value));
  const [launch] = launchesOf(choice, URL, { platform, env });
  return launch && [launch.command, ...launch.args];
};

describe('a named browser', () => {
  const ALL = { name: 'firefox', private: true, profile: 'work', args: ['--kiosk'] };
  const edge = 'C:\\Programs\\Microsoft\\Edge\\Application\\msedge.exe';
  const STARTS: readonly (readonly [value: unknown, platform: NodeJS.Platform, ...started: string[]])[] = [
    ['Chrome', 'linux', 'google-chrome', URL],
    ['chrome:private', 'linux', 'google-chrome', '--incognito', URL],
    ['chrome:PrivateMode', 'linux', 'google-chrome', '--incognito', URL],
    ['firefox:private', 'linux', 'firefox', '-private-window', URL],
    [ALL, 'linux', 'firefox', '-P', 'work', '--kiosk', '-private-window', URL],
    [{ name: 'brave', profile: 'Profile 1' }, 'linux', 'brave-browser', '--profile-directory=Profile 1', URL],
    [{ name: 'opera', private: true }, 'linux', 'opera', '--private', URL],
    ['edge', 'win32', edge, URL],
    ['edge:private', 'win32', edge, '--inprivate', URL],
    ['safari', 'darwin', '/usr/bin/open', '-a', 'Safari', URL],
    ['chrome:private', 'darwin', '/usr/bin/open', '-n', '-a', 'Google Chrome', '--args', '--incognito', URL],
  ];
  for (const [value, platform, ...started] of STARTS)
    it(`${JSON.stringify(value)} on ${platform} is started by its own name and options`, () => {
      assert.deepEqual(first(value, platform, { ProgramFiles: 'C:\\Programs' }), started);
    });

  it('is never a program, an address or an option that a setting makes up', () => {
    for (const name of ['/bin/sh', 'sh -c', 'constructor', '__proto__', ''])
      assert.equal(first(name, 'linux'), undefined);
    const bad = [
      7,
      null,
      [],
      'firefox:quiet',
      {},
      { name: 'firefox', profile: '../x' },
      { name: 'firefox', profile: '-P' },
      { name: 'firefox', args: ['http://evil.example/'] },
      { name: 'firefox', args: 'x' },
      { name: 'firefox', private: 'yes' },
    ];
    for (const value of bad) assert.equal(readBrowser(value), undefined, JSON.stringify(value));
  });

  it('that has no option for a private window is not opened without one', () => {
    const choice = readBrowser('safari:private');
    assert.ok(choice && lacksOptions(choice));
    assert.deepEqual(launchesOf(choice, URL, { platform: 'darwin', env: {} }), []);
  });
});

/** Name and program of each browser that a system with these files has. */
const found = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...files: string[]) =>
  installedBrowsers({ platform, env, exists: file => files.includes(file) }).map(
    ({ name, program }) => `${name} ${program}`,
  );

describe('the browsers that are installed', () => {
  it('are found where each system has them', () => {
    assert.deepEqual(
      found(
        'linux',
        { PATH: '/usr/bin:/opt/bin' },
        '/opt/bin/google-chrome',
        '/usr/bin/firefox-esr',
        '/snap/bin/chromium',
      ),
      ['chrome /opt/bin/google-chrome', 'chromium /snap/bin/chromium', 'firefox /usr/bin/firefox-esr'],
    );
    const safari = '/Applications/Safari.app/Contents/MacOS/Safari';
    const vivaldi = '/Users/a/Applications/Vivaldi.app/Contents/MacOS/Vivaldi';
    assert.deepEqual(found('darwin', { HOME: '/Users/a' }, safari, vivaldi), [
      `vivaldi ${vivaldi}`,
      `safari ${safari}`,
    ]);
    const local = 'C:\\Users\\a\\AppData\\Local';
    const chrome = `${local}\\Google\\Chrome\\Application\\chrome.exe`;
    assert.deepEqual(found('win32', { LOCALAPPDATA: local }, chrome), [`chrome ${chrome}`]);
  });

  it('are none on a bare machine', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) assert.deepEqual(found(platform, {}), []);
  });
});
