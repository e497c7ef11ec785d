import assert from 'node:assert/strict';
import type { Fault, FaultReport } from '../../../src/protocol/faults';
import { toCurrent } from '../../../src/server/live/origin/inline';
import { endAll, type Served, serve, type Tree } from '../support/serve';
import { Tab, until } from './tab';

const html = '<!doctype html>\n<title>Page</title>\n<script src="dist/a.js"></script>\n';
const script = (reference: string): string => `x\n  y\nz\n//# sourceMappingURL=${reference}`;
/** One segment: line 2, column 3 of the script is line 5, column 2 of the source. */
const map = (more: object = {}): string =>
  JSON.stringify({ version: 3, sources: ['../src/a.ts'], names: [], mappings: ';EAIC', ...more });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const sections = (...all: object[]): string => JSON.stringify({ version: 3, sections: all });
const SOURCE: Tree = { 'src/a.ts': 'let a;\n' };

/** Files of a script `dist/a.js` that fails at 2:3, and the reported place. */
const CASES: Readonly<Record<string, readonly [tree: Tree, place: string]>> = {
  'a map beside it': [{ ...SOURCE, 'dist/a.js': script('a.js.map'), 'dist/a.js.map': map() }, 'src/a.ts:5:2'],
  'an address with a query': [
    { ...SOURCE, 'dist/a.js': script('a.js.map?v=1#x'), 'dist/a.js.map': map() },
    'src/a.ts:5:2',
  ],
  'an absolute path': [
    { ...SOURCE, 'dist/a.js': script('/maps/a.map'), 'maps/a.map': map() },
    'src/a.ts:5:2',
  ],
  'a line that protects JSON': [
    { ...SOURCE, 'dist/a.js': script('a.map'), 'dist/a.map': `)]}'\n${map()}` },
    'src/a.ts:5:2',
  ],
  sourceRoot: [
    {
      ...SOURCE,
      'dist/a.js': script('a.map'),
      'dist/a.map': map({ sourceRoot: '/src/', sources: ['a.ts'] }),
    },
    'src/a.ts:5:2',
  ],
  'a relative sourceRoot': [
    {
      ...SOURCE,
      'dist/a.js': script('a.map'),
      'dist/a.map': map({ sourceRoot: '..', sources: ['src/a.ts'] }),
    },
    'src/a.ts:5:2',
  ],
  'sections, the second one': [
    {
      ...SOURCE,
      'dist/a.js': script('a.map'),
      'dist/a.map': sections(
        { offset: { line: 0, column: 0 }, map: { version: 3, sources: ['x'], names: [], mappings: '' } },
        { offset: { line: 1, column: 0 }, map: JSON.parse(map({ mappings: 'EAIC' })) as object },
      ),
    },
    'src/a.ts:5:2',
  ],
  'a data address': [
    {
      ...SOURCE,
      'dist/a.js': script(`data:application/json;charset=utf-8;base64,${base64(map())}`),
    },
    'src/a.ts:5:2',
  ],
  'a data address in percent-encoding': [
    { ...SOURCE, 'dist/a.js': script(`data:application/json,${encodeURIComponent(map())}`) },
    'src/a.ts:5:2',
  ],
  'the last of two addresses': [
    {
      ...SOURCE,
      'dist/a.js': `${script('gone.map').replace('z', '//# sourceMappingURL=b.map')}\n//# sourceMappingURL=a.map`,
      'dist/a.map': map(),
    },
    'src/a.ts:5:2',
  ],
  'a source with a name to be encoded': [
    {
      'src/ä #1.ts': 'let a;\n',
      'dist/a.js': script('a.map'),
      'dist/a.map': map({ sources: ['../src/%C3%A4%20%231.ts'] }),
    },
    'src/ä #1.ts:5:2',
  ],
  'a source as bundlers name it': [
    {
      ...SOURCE,
      'dist/a.js': script('a.map'),
      'dist/a.map': map({ sources: ['webpack://app/./src/a.ts'] }),
    },
    'src/a.ts:5:2',
  ],
  'a source as bundlers name it, without a name': [
    { ...SOURCE, 'dist/a.js': script('a.map'), 'dist/a.map': map({ sources: ['webpack:///src/a.ts?f00d'] }) },
    'src/a.ts:5:2',
  ],
  'no map': [{ 'dist/a.js': script('gone.map') }, 'dist/a.js:2:3'],
  'a source that is not there': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ sourcesContent: ['let a;'] }) },
    'dist/a.js:2:3',
  ],
  'a source of another scheme': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ sources: ['webpack://app/./src/a.ts'] }) },
    'dist/a.js:2:3',
  ],
  'no sources': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ sources: undefined }) },
    'dist/a.js:2:3',
  ],
  'sources that are null': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ sources: [null] }) },
    'dist/a.js:2:3',
  ],
  'a segment of a source that it lacks': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ sources: [] }) },
    'dist/a.js:2:3',
  ],
  'no JSON': [{ 'dist/a.js': script('a.map'), 'dist/a.map': '<!doctype html>' }, 'dist/a.js:2:3'],
  'another kind of JSON': [{ 'dist/a.js': script('a.map'), 'dist/a.map': '[1, null]' }, 'dist/a.js:2:3'],
  null: [{ 'dist/a.js': script('a.map'), 'dist/a.map': 'null' }, 'dist/a.js:2:3'],
  'mappings that are a number': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ mappings: 7 }) },
    'dist/a.js:2:3',
  ],
  'mappings that are a list of anything': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ mappings: [null, 5, [{}]] }) },
    'dist/a.js:2:3',
  ],
  'mappings that are no mappings': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': map({ mappings: ';!!ü§,,,;;E' }) },
    'dist/a.js:2:3',
  ],
  'sections that are none': [
    { 'dist/a.js': script('a.map'), 'dist/a.map': JSON.stringify({ version: 3, sections: [{ map: 1 }] }) },
    'dist/a.js:2:3',
  ],
  'half an escape': [{ 'dist/a.js': script('data:application/json,%') }, 'dist/a.js:2:3'],
};

describe('the place of an error in a built script', () => {
  let served: Served;
  let tab: Tab;
  let faults: readonly Fault[] = [];

  async function fails(tree: Tree, path = '/dist/a.js'): Promise<string> {
    faults = [];
    const told = ({ source, faults: all }: FaultReport): void => {
      if (source === 'pages') faults = all;
    };
    served = await serve({ 'index.html': html, ...tree }, {}, {}, { faults: told });
    tab = await Tab.open(served);
    tab.send({ type: 'error', text: 'Uncaught Error: x', at: [path, 2, 3] });
    await until(
      () => served.log.find(entry => entry.kind === 'event' && entry.text.includes('Error: x')),
      'its line in the log',
    );
    tab.send({ type: 'error', text: 'the last', at: ['/', 3, 1] });
    await until(() => faults.find(({ message }) => message === 'the last'), 'the last');
    const fault = faults.find(({ message }) => message === 'Uncaught Error: x');
    if (!fault) return 'nowhere';
    const file = fault.file.slice(served.root.length + 1).replaceAll('\\', '/');
    return `${file}:${fault.line}:${fault.column}`;
  }
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  for (const [name, [tree, place]] of Object.entries(CASES))
    it(`by ${name}: ${place}`, async () => assert.equal(await fails(tree), place));

  it('is nowhere where no file has the address: a route answers it, or another server', async () => {
    assert.equal(await fails({}, '/virtual/app.js'), 'nowhere');
  });
});

describe('the line of an error in a document that was edited since it was loaded', () => {
  const loaded = 'a\n  fails()\nb\nc\n';
  const cases: Readonly<Record<string, readonly [current: string, line: number]>> = {
    'lines before it': ['x\ny\na\n  fails()\nb\nc\n', 4],
    'lines before it and behind it': ['x\na\n  fails()\nb\ny\nc\n', 3],
    'lines around it, and another indent': ['x\na\n    fails()\r\nb\ny\nc\n', 3],
    'its own text': ['x\na\n  fails(1)\nb\ny\nc\n', 2],
    'its text twice': ['x\na\n  fails()\n  fails()\nb\ny\nc\n', 2],
  };
  for (const [name, [current, line]] of Object.entries(cases))
    it(`is ${line} after an edit of ${name}`, () =>
      assert.equal(toCurrent(loaded, current, [2, 3])[0], line));
});
