import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Log } from '../../src/server/log';
import { defaults } from '../../src/server/options';
import { readPageScript } from '../../src/server/html/pageScript';
import { LiveOnDemand } from '../../src/server/live/onDemand';
import { Faults } from '../../src/server/knownFaults';
import type { Kinds } from '../../src/server/routes/routeKind';
import { createKinds } from '../../src/server/routes/createKinds';
import { COMMON, TOP } from '../../src/server/routes/routeFile';
import { Folders } from '../../src/server/files/folders';
import { Root } from '../../src/server/files/root';
import { Site } from '../../src/server/site';
import { read, readJson, root } from './tree';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: { readonly enum: readonly string[] };
  readonly required?: readonly string[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly allOf?: readonly Schema[];
}

const schema = readJson('media/routes.schema.json') as Schema;
const route = schema.definitions?.['route'] ?? {};
const sorted = (keys: Iterable<string>) => [...new Set(keys)].toSorted();

/** The kinds of routes as a server makes them. */
async function kinds() {
  const log = new Log(() => undefined, 'off');
  const script = readPageScript(path.join(root, 'dist/page.js'), '');
  const none = new LiveOnDemand(
    () => assert.fail('nothing is served'),
    () => undefined,
  );
  const folders = new Folders(Root.open(root));
  const site = new Site(folders, { host: '127.0.0.1' }, defaults, script, log, none);
  return createKinds({
    site,
    faults: new Faults(folders, log, () => undefined),
    handlersScript: '',
    serveFile: () => assert.fail('nothing is served'),
    sendContinue: () => undefined,
    sendInformation: () => undefined,
  });
}

/** Every key that a schema describes, with its path. */
function* described(
  of: Schema,
  at = '',
): Generator<readonly [path: string, description: string | undefined]> {
  for (const [key, each] of Object.entries(of.properties ?? {})) {
    // The keys of an answer are described at the route.
    if (each.$ref === undefined) yield [`${at}/${key}`, each.description];
    yield* described(each, `${at}/${key}`);
  }
  if (of.items) yield* described(of.items, `${at}[]`);
}

describe('the schema of porthole.routes.json', () => {
  let made: Kinds;
  before(async () => {
    made = await kinds();
  });

  it('has the keys that the server reads, and no others', () => {
    assert.deepEqual(sorted(Object.keys(schema.properties ?? {})), sorted(TOP));
    const { named, plain } = made;
    const options = [plain, ...named.values()].flatMap(kind => kind.options);
    assert.deepEqual(
      sorted(Object.keys(route.properties ?? {})),
      sorted([...COMMON, ...named.keys(), ...options]),
    );
  });

  it('lets go together what the server lets go together', () => {
    const together = (route.allOf ?? []).map(rule => [
      rule.if?.required?.join() ?? '',
      sorted(rule.then?.propertyNames?.enum ?? []),
    ]);
    const { named } = made;
    const expected = [...named].map(([key, kind]) => {
      const options = kind.options.filter(option => !named.has(option));
      return [key, sorted([...COMMON, key, ...options])];
    });
    assert.deepEqual(Object.fromEntries(together), Object.fromEntries(expected));
  });

  it('says what each key is for', () => {
    for (const [path, description] of [...described(schema), ...described(route, 'route')])
      assert.match(description ?? '', /^%routes\.[\w.]+%$/, path);
  });

  it('is built for each language, where the texts of that language say', () => {
    const languages = readdirSync(root).filter(name => /^package\.nls.*\.json$/.test(name));
    assert.ok(languages.length > 1);
    for (const name of languages) {
      const url = (readJson(name) as Readonly<Record<string, string>>)['routes.url'];
      assert.equal(url, `./dist/${name.replace('package.nls', 'routes.schema')}`);
      const built = read(url);
      assert.doesNotMatch(built, /"%[\w.]+%"/, url);
      assert.deepEqual(Object.keys(JSON.parse(built) as Schema), Object.keys(schema), url);
    }
  });
});
