import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  hasKnown,
  importFile,
  type Imported,
  importSetting,
  isKnown,
} from '../../../src/editor/import/foreign';
import { joined, placed } from '../../../src/editor/import/placed';
import { FILES, FIVE_SERVER, LIVE_PREVIEW, LIVE_SERVER } from './importCases';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..', '..');

/** `port = 1` for an imported setting; otherwise the reason, and the part that it is about. */
const told = (rows: readonly Imported[], name: string): string =>
  rows
    .map(row => {
      if (row.kind === 'mapped') return `${row.key} = ${JSON.stringify(row.value)}`;
      if (row.kind === 'routed') return `route ${JSON.stringify(row.route)}`;
      return row.from === name ? row.why : `${row.from.slice(name.length + 2)}: ${row.why}`;
    })
    .join('; ');

describe('settings of other live servers', () => {
  for (const [section, cases] of [
    ['liveServer.settings', LIVE_SERVER],
    ['livePreview', LIVE_PREVIEW],
    ['fiveServer', FIVE_SERVER],
  ] as const) {
    for (const [key, given, becomes] of cases)
      it(`${section}.${key} ${JSON.stringify(given)}: ${becomes}`, () =>
        assert.equal(told(importSetting(`${section}.${key}`, given), `${section}.${key}`), becomes));

    it(`${section}: each that is known has a row above`, () => {
      const tried = new Set(cases.map(([key]) => `${section}.${key}`));
      assert.ok(hasKnown(section));
      assert.deepEqual(
        [...tried].filter(name => !isKnown(name) && !name.endsWith('.tomorrow')),
        [],
      );
      assert.deepEqual(
        knownIn('SETTINGS').filter(name => name.startsWith(section) && !tried.has(name)),
        [],
      );
    });
  }
});

describe('files of other live servers', () => {
  for (const [key, given, becomes] of FILES)
    it(`${key} ${JSON.stringify(given)}: ${becomes}`, () =>
      assert.equal(told(importFile('f', { [key]: given }), `f: ${key}`), becomes));

  it('each key that is known has a row above', () =>
    assert.deepEqual(
      knownIn('FILE_KEYS').filter(name => !FILES.some(([key]) => key === name)),
      [],
    ));

  it('that are no JSON objects are named', () => {
    for (const parsed of [undefined, null, [], 'a', 1])
      assert.equal(told(importFile('.fiveserverrc', parsed), '.fiveserverrc'), 'invalid');
  });
});

const mount = (folder: string, root: string): unknown =>
  placed({ key: 'mount', value: { '/lib': folder } }, root);

describe('a setting that is imported', () => {
  const manifest = JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as Manifest;
  const declared = Object.entries(manifest.contributes.configuration.properties);

  it('is one of Porthole, and of the person where it is one of the machine', () => {
    const rows = [LIVE_SERVER, LIVE_PREVIEW, FIVE_SERVER, FILES].flat().map(([, , becomes]) => becomes);
    const keys = new Set(rows.flatMap(row => [...row.matchAll(/([\w.]+) = /g)].map(([, key]) => key ?? '')));
    const ofMachine = [...keys].filter(key => {
      const found = declared.find(([name]) => name === `porthole.${key}`);
      assert.ok(found, key);
      return found[1].scope === 'machine';
    });
    assert.deepEqual(ofMachine, ['browser']);
  });

  it('counts folders and globs from the root, not from the workspace folder', () => {
    assert.deepEqual(mount('./node_modules', 'public'), { '/lib': '../node_modules' });
    assert.deepEqual(mount('node_modules', ''), { '/lib': 'node_modules' });
    assert.deepEqual(mount('public/lib', 'public'), { '/lib': 'lib' });
    assert.deepEqual(mount('../shared', 'a/b'), { '/lib': '../../../shared' });
    assert.deepEqual(mount('public', 'public'), { '/lib': '.' });
    for (const absolute of ['/srv/lib', 'C:/lib'])
      assert.deepEqual(mount(absolute, 'public'), { '/lib': absolute });
    const globs = ['**/*.scss', 'public/drafts/**', './public/x', 'src/**'];
    assert.deepEqual(placed({ key: 'ignore', value: globs }, 'public'), [
      '**/*.scss',
      'drafts/**',
      'x',
      'src/**',
    ]);
    assert.equal(placed({ key: 'port', value: 1 }, 'public'), 1);
  });

  for (const [key, value, there, becomes] of [
    ['port', 1, 2, 1],
    ['ignore', ['a', 'b'], ['c', 'a'], ['c', 'a', 'b']],
    ['ignore', ['a'], undefined, ['a']],
    ['ignore', ['a'], 'odd', ['a']],
    ['mount', { '/a': 'x' }, { '/a': 'y', '/b': 'z' }, { '/a': 'x', '/b': 'z' }],
    ['mount', { '/a': 'x' }, ['odd'], { '/a': 'x' }],
    [
      'headers',
      { '**': { A: '1' } },
      { '**': { A: '0', B: '2' }, '*.css': { C: '3' } },
      { '**': { A: '1', B: '2' }, '*.css': { C: '3' } },
    ],
    ['headers', { '**': { A: '1' } }, { '**': null }, { '**': { A: '1' } }],
    ['browser', { name: 'edge', args: [] }, { name: 'chrome', private: true }, { name: 'edge', args: [] }],
  ] as const)
    it(`beside ${key} ${JSON.stringify(there)} becomes ${JSON.stringify(becomes)}`, () =>
      assert.deepEqual(joined({ key, value }, there), becomes));
});

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
    };
  };
}

/** The names in a table of the source. */
function knownIn(table: string): readonly string[] {
  const source = readFileSync(path.join(CHECKOUT, 'src/editor/import/foreign.ts'), 'utf8');
  const [, body = ''] = new RegExp(`const ${table}[^=]*= \\{\n([^]*?)\n\\};`).exec(source) ?? [];
  const names = [...body.matchAll(/^  '?([\w.]+)'?[:,(]/gm)].map(([, name]) => name ?? '');
  assert.ok(names.length > 20);
  return names;
}
