import assert from 'node:assert/strict';
import { type Arrow, circlesOf, importsOf, written } from './imports';
import { EDITOR, LIVE, PAGE, PLACES, type Place, SERVER, astray, namesakes, roomOf, strays } from './rooms';
import { filesBelow, read } from './tree';

/** Forms of an import, including those that vanish with the types. */
const forms: readonly ((module: string) => string)[] = [
  module => `import { value } from '${module}';\nexport const kept = value;\n`,
  module => `import type { Value } from '${module}';\nexport type Kept = Value;\n`,
  module => `export * from '${module}';\n`,
  module => `export const kept = import('${module}');\n`,
  module => `export type Kept = import('${module}').Value;\n`,
];

const sources = new Map(filesBelow('src', '.ts').map(file => [file, read(file)]));
const imports = importsOf(sources);

const all = (arrows: readonly Arrow[]) => arrows.map(written);

/** The house with one more file in it. */
const withFile = (file: string, text: string) => importsOf(new Map([...sources, [file, text]]));

/** The name of a module as written in a file of a room. */
const target = (place: Place, room: string) =>
  [...sources.keys()].find(file => roomOf(place, file) === room && !file.endsWith('/door.ts'))!;

const relative = (folder: string, file: string) =>
  `${'../'.repeat(folder.split('/').length)}${file.replace(/\.ts$/, '')}`;

/** Every pair of rooms of a place without an arrow between them. */
const forbidden = (place: Place) =>
  Object.entries(place.rooms).flatMap(([room, allowed]) =>
    Object.keys(place.rooms)
      .filter(other => other !== room && !allowed.includes(other))
      .map(other => ({ room, other })),
  );

/** Plants one file and returns the broken rules. */
function found(file: string, text: string): string[] {
  const planted = importsOf(new Map([...[...sources.keys()].map(name => [name, ''] as const), [file, text]]));
  return strays(planted).map(written);
}

const plantedInDiff = (module: string) => found('src/server/diff/planted.ts', forms[0]!(module)).length;
const inLobby = (place: Place) => imports.files.filter(file => roomOf(place, file) === '').length;

describe('the rooms of the house', function () {
  this.timeout(60_000);

  for (const place of PLACES) {
    it(`of ${place.folder} are all named, and have an order`, () => {
      const rooms = [...sources.keys()].flatMap(file => roomOf(place, file) || []);
      assert.deepEqual([...new Set(rooms)].toSorted(), Object.keys(place.rooms).toSorted());
      const done = new Set<string>();
      for (const [room, allowed] of Object.entries(place.rooms)) {
        assert.deepEqual(
          allowed.filter(other => !done.has(other)),
          [],
          `${room} imports what stands before it`,
        );
        done.add(room);
      }
    });

    it(`of ${place.folder} are walked through in one direction, however an import is written`, () => {
      for (const { room, other } of forbidden(place))
        for (const form of forms) {
          const folder = `${place.folder}/${room}`;
          const text = form(relative(folder, target(place, other)));
          assert.deepEqual(found(`${folder}/planted.ts`, text).length, 1, `${room} → ${other}: ${text}`);
        }
    });

    it(`of ${place.folder} do not import their lobby, but for its ground`, () => {
      const lobby = [...sources.keys()].filter(file => roomOf(place, file) === '');
      for (const room of Object.keys(place.rooms)) {
        const folder = `${place.folder}/${room}`;
        const caught = lobby.filter(
          file => found(`${folder}/planted.ts`, forms[1]!(relative(folder, file))).length > 0,
        );
        const ground = lobby.filter(
          file => !place.ground || place.ground.some(name => file === `${place.folder}/${name}.ts`),
        );
        const passed = lobby.filter(file => !caught.includes(file) && !ground.includes(file));
        assert.deepEqual(
          passed.filter(file => room !== 'steps' || file !== 'src/server/site.ts'),
          [],
          room,
        );
      }
    });
  }

  it('have doors: net is open to devServer and respond, live by door.ts, the site to no route', () => {
    const plants: readonly [file: string, module: string, stops: boolean][] = [
      ['src/server/host.ts', './net/send', true],
      ['src/server/site.ts', './net/send', true],
      ['src/server/steps/planted.ts', '../net/send', true],
      ['src/server/routes/planted.ts', '../net/bind', true],
      ['src/server/traffic/planted.ts', '../net/send', true],
      ['src/server/devServer.ts', './net/send', false],
      ['src/server/respond.ts', './net/send', false],
      ['src/server/site.ts', './live/index', true],
      ['src/server/site.ts', './live/door', false],
      ['src/server/steps/planted.ts', '../live/watch/watchlist', true],
      ['src/server/routes/planted.ts', '../live', true],
      ['src/server/devServer.ts', './live', false],
      ['src/server/routes/planted.ts', '../site', true],
      ['src/server/routes/proxy/planted.ts', '../../site', true],
      ['src/server/steps/planted.ts', '../site', false],
    ];
    for (const [file, module, stops] of plants)
      assert.equal(found(file, forms[1]!(module)).length > 0, stops, `${file} → ${module}`);
  });

  it('keep diff to the parser: no other package, no module of Node’s', () => {
    assert.deepEqual(
      ['node:fs', 'ws', 'mime', 'parse5', '../../protocol/page'].map(plantedInDiff),
      [1, 1, 1, 0, 0],
    );
  });

  it('hold no import that has no arrow', () => {
    assert.deepEqual(all(strays(imports)), []);
  });

  it('hold no circle, not even one of types', () => {
    assert.deepEqual(circlesOf(imports), []);
    const [a, b, c] = ['src/page/a.ts', 'src/page/b.ts', 'src/page/c.ts'];
    const texts = [forms[1]!('./b'), forms[4]!('./c'), forms[2]!('./a')];
    const planted = importsOf(new Map([a, b, c].map((file, at) => [file, texts[at]!])));
    assert.deepEqual(circlesOf(planted), [[a, b, c]]);
    assert.deepEqual(
      circlesOf(
        importsOf(
          new Map([
            [a, forms[0]!('./b')],
            [b, ''],
          ]),
        ),
      ),
      [],
    );
  });

  it('hold each file that has one importer in the room of that importer', () => {
    assert.deepEqual(all(astray(imports)), []);
    const lobby = withFile('src/server/planted.ts', 'export const value = 1;\n');
    assert.deepEqual(all(astray(lobby)), []);
    const texts = new Map([
      ...sources,
      ['src/server/planted.ts', ''],
      ['src/server/ask/only.ts', forms[0]!('../planted')],
    ]);
    assert.deepEqual(all(astray(importsOf(texts))), ['src/server/ask/only.ts → src/server/planted.ts']);
  });

  it('meet no two files of one name', () => {
    assert.deepEqual(namesakes(imports), []);
    const own = withFile('src/server/ask/page.ts', forms[1]!('../../protocol/page'));
    assert.deepEqual(namesakes(own), [['src/protocol/page.ts', 'src/server/ask/page.ts']]);
    const two = importsOf(
      new Map([
        ['src/cli/a.ts', forms[0]!('../server/log')],
        ['src/cli/b.ts', forms[1]!('../page/log')],
        ['src/server/log.ts', ''],
        ['src/page/log.ts', ''],
      ]),
    );
    assert.deepEqual(namesakes(two), [['src/page/log.ts', 'src/server/log.ts']]);
  });

  it('leave nine files in the lobby of the server, and six in that of the editor', () => {
    assert.ok(inLobby(SERVER) <= 9, String(inLobby(SERVER)));
    assert.ok(inLobby(EDITOR) <= 6, String(inLobby(EDITOR)));
    assert.ok(inLobby(LIVE) <= 7 && inLobby(PAGE) <= 14);
  });
});
