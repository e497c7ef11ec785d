import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importFile, type Imported, importSetting } from '../../../src/editor/import/foreign';
import { readBrowser } from '../../../src/editor/preview/browserChoice';
import { FILES, FIVE_SERVER, LIVE_PREVIEW, LIVE_SERVER } from './importCases';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..', '..');

/** The part of a JSON schema that the settings of package.json use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

const settings = (
  JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, Schema> } };
  }
).contributes.configuration.properties;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function fits(value: unknown, schema: Schema): boolean {
  if (schema.anyOf) return schema.anyOf.some(each => fits(value, each));
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === 'number')
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  if (Array.isArray(value)) return value.every(each => fits(each, schema.items ?? {}));
  const { additionalProperties: rest } = schema;
  if (typeof value !== 'object' || value === null || typeof rest !== 'object') return true;
  return Object.values(value).every(each => fits(each, rest));
}

/** Values of every type, as people and programs leave them in settings files. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  8.5,
  70_000,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '0',
  '8080',
  'true',
  'null',
  '/',
  '..',
  '~',
  'Never',
  'constructor',
  '__proto__',
  '\u0000',
  '𝒳'.repeat(2000),
  [],
  [[]],
  [null],
  [1, 'a'],
  ['a', ['b']],
  [['/a', '/b', '/c']],
  [['', '']],
  {},
  { enable: 'true' },
  { enable: true },
  { enable: true, cert: 1, key: [] },
  { enable: true, baseUri: 1, proxyUri: {} },
  { toString: 1 },
  { '': '' },
  { '/': { target: 'http://a' } },
  { a: { b: { c: [] } } },
  JSON.parse('{"__proto__": {"enable": true}}'),
  ['chrome --profile-directory=/etc --incognito', 'safari --private'],
  'safari:PrivateMode',
  'msedge --inprivate --profile-directory="Profile 2" --app=http://a',
];

/** The mistakes in the rows that a value became. */
function wrongIn(name: string, rows: readonly Imported[]): string[] {
  if (rows.length === 0) return [`${name} became nothing, and nothing says why`];
  return rows.flatMap(row => {
    if (row.kind !== 'mapped') return [];
    const schema = settings[`porthole.${row.key}`] ?? assert.fail(row.key);
    const isRead = row.key !== 'browser' || readBrowser(row.value) !== undefined;
    const isSafeRoot = row.key !== 'root' || !String(row.value).split('/').includes('..');
    return fits(row.value, schema) && isRead && isSafeRoot
      ? []
      : [`${name} became ${row.key} = ${JSON.stringify(row.value)}`];
  });
}

describe('an odd value of a setting of another live server', () => {
  const names = [
    ...LIVE_SERVER.map(([name]) => `liveServer.settings.${name}`),
    ...LIVE_PREVIEW.map(([name]) => `livePreview.${name}`),
    ...FIVE_SERVER.map(([name]) => `fiveServer.${name}`),
  ];

  it('becomes a value that Porthole takes, or is named with a reason', () => {
    const wrong = [...new Set(names)].flatMap(name =>
      ODD.flatMap(given => wrongIn(`${name}: ${JSON.stringify(given)}`, importSetting(name, given))),
    );
    assert.deepEqual(wrong, []);
  });

  it('in a file, too', () => {
    const keys = [...new Set(FILES.map(([key]) => key))];
    const wrong = keys.flatMap(key =>
      ODD.flatMap(given => wrongIn(`${key}: ${JSON.stringify(given)}`, importFile('f', { [key]: given }))),
    );
    assert.deepEqual(wrong, []);
  });
});
