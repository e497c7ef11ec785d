import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { manifest } from './manifest';
import { SERVER } from './rooms';
import { filesBelow, read, readJson, root } from './tree';

const guide = read('CONTRIBUTING.md');

/** The bold words that begin the items of a list, without Markdown's backslashes. */
const listed = (text: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith('- **'))
    .map(line => {
      const [names, ...reason] = line.slice(2).split(' – ');
      assert.match(reason.join(), /\S+ \S+/, `a reason: ${line}`);
      return [...names!.matchAll(/\*\*(.+?)\*\*(?=,|$)/g)].map(([, name]) => name!.replaceAll('\\', ''));
    })
    .flat();

/** The values of a key at any depth. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) =>
    name === key ? [inner] : valuesOf(key, inner),
  );
}

/** A room of the server and the rooms on its left. */
const leftOf = (room: string): string[] =>
  [room, ...(SERVER.rooms[room] ?? [])].filter(each => each !== 'diff');

describe('the way in for contributors', () => {
  it('names only scripts that exist', () => {
    const named = [...guide.matchAll(/`npm (?:run )?([\w:]+)/g)].map(([, name]) => String(name));
    assert.ok(named.includes('start') && named.includes('test:fast'), String(named));
    assert.deepEqual(
      named.filter(name => !(name in manifest.scripts)),
      [],
    );
  });

  it('draws the house as it stands', () => {
    const drawn = [...guide.matchAll(/^((?:src\/)?\w+) {2,}\S/gm)].map(([, place]) => String(place));
    assert.deepEqual(
      drawn.filter(place => !existsSync(path.join(root, place))),
      [],
    );
    const places = readdirSync(path.join(root, 'src')).map(place => `src/${place}`);
    assert.deepEqual(drawn.filter(place => place.startsWith('src/')).toSorted(), places.toSorted());
  });

  it('names every room of the server', () => {
    const rooms = readdirSync(path.join(root, 'src/server'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name);
    const named = [...guide.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => String(name));
    assert.deepEqual(named.filter(name => !name.startsWith('PORTHOLE_')).toSorted(), rooms.toSorted());
  });

  it('names every variable that a person may set, and no other', () => {
    const named = [...guide.matchAll(/^\| `(PORTHOLE_\w+)`/gm)].map(([, name]) => String(name));
    const code = filesBelow('test', '.ts', '.mjs').map(read).join('\n');
    const known = [...code.matchAll(/env\[?\.?'?(PORTHOLE_\w+)/g)].map(([, name]) => String(name));
    const ours = [...code.matchAll(/\b(PORTHOLE_\w+):/g)].map(([, name]) => String(name));
    const both = ['EXTENSION', 'ENGINE', 'BROWSER', 'CACHE', 'SUITE_TIMEOUT'].map(name => `PORTHOLE_${name}`);
    const open = [...new Set(known)].filter(name => !ours.includes(name) || both.includes(name));
    assert.deepEqual(named.toSorted(), open.toSorted());
  });

  it('links to files that exist', () => {
    const targets = [...guide.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => String(target));
    const paths = [...guide.matchAll(/`((?:src|test|docs|\.github)\/[\w./]+)`/g)].map(([, file]) =>
      String(file),
    );
    const built = [...guide.matchAll(/\bout\/(test\/[\w./]+)\.js/g)].map(([, file]) => `${file}.ts`);
    assert.ok(built.length > 2, String(built));
    assert.deepEqual(
      [...targets, ...paths, ...built].filter(file => !existsSync(path.join(root, file))),
      [],
    );
  });

  it('says what each room of the server may import', () => {
    const rows = [...guide.matchAll(/^\| `([a-z]+)` +\| [^|]+\| ([^|;]*)/gm)];
    const said = new Map(rows.map(([, room, imports]) => [String(room), String(imports)]));
    for (const [room, may] of Object.entries(SERVER.rooms)) {
      const named = [...(said.get(room) ?? '').matchAll(/`(\w+)`( and its left)?/g)];
      const all = named.flatMap(([, name, left]) =>
        left === undefined ? [String(name)] : leftOf(String(name)),
      );
      const rooms = all.filter(each => each in SERVER.rooms);
      assert.deepEqual([...new Set(rooms)].toSorted(), may.toSorted(), room);
    }
  });

  it('gives a reason for each dependency, and names none that is gone', () => {
    const [shipped, tools] = read('docs/dependencies.md').split('## To build and test');
    assert.deepEqual(listed(shipped!).toSorted(), Object.keys(manifest.dependencies).toSorted());
    const development = Object.keys(manifest.devDependencies).map(name =>
      name.replace(/^@types\/.*/, '@types/*'),
    );
    assert.deepEqual(listed(tools!).toSorted(), [...new Set(development)].toSorted());
  });

  it('tells each message of the live channel', () => {
    const source = read('src/protocol/page.ts');
    for (const [name, heading] of [
      ['ToPage', 'Server → page'],
      ['FromPage', 'Page → server'],
    ] as const) {
      const [, union = ''] = new RegExp(`export type ${name} =([^]*?);\\n\\n`).exec(source) ?? [];
      const types = [...union.matchAll(/^ +(?:\| \{ )?readonly type: '(\w+)'/gm)].map(([, type]) =>
        String(type),
      );
      assert.ok(types.length > 5, String(types));
      const [, table = ''] =
        new RegExp(`\\| ${heading}[^]*?\\n((?:\\|.*\\n)+)`).exec(read('docs/live.md')) ?? [];
      const told = [...table.matchAll(/^\| ([^|]+)/gm)].flatMap(
        ([, cell]) => String(cell).match(/\w+/g) ?? [],
      );
      assert.deepEqual(told.toSorted(), types.toSorted());
    }
  });

  it('starts tasks and scripts that exist with the debugger', () => {
    const tasks = valuesOf('label', readJson('.vscode/tasks.json'));
    for (const task of valuesOf('preLaunchTask', readJson('.vscode/launch.json')))
      assert.ok(tasks.includes(task), String(task));
    for (const script of valuesOf('script', readJson('.vscode/tasks.json')))
      assert.ok(String(script) in manifest.scripts, String(script));
  });
});
