import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Scratch, read, root, runNode } from './tree';

/** The arrows of the house: the places that a place may import besides itself. */
const arrows = {
  protocol: [],
  server: ['protocol'],
  thread: ['server', 'protocol'],
  handlers: ['protocol'],
  cli: ['server', 'protocol'],
  editor: ['protocol'],
  page: ['protocol'],
  panel: ['protocol'],
} as const satisfies Record<string, readonly string[]>;
type Place = keyof typeof arrows;
const places = Object.keys(arrows) as Place[];

/** Modules that a place must not import, besides the places to which it has no arrow. */
const strangers: Record<Place, readonly string[]> = {
  protocol: ['vscode', 'ws', 'fs', 'node:fs', 'node:worker_threads', '.hidden'],
  server: ['vscode', 'worker_threads', 'node:worker_threads'],
  thread: ['vscode'],
  handlers: ['vscode'],
  cli: ['vscode', 'worker_threads', 'node:worker_threads'],
  editor: ['worker_threads', 'node:worker_threads'],
  page: ['vscode', 'ws', 'fs', 'node:fs', 'node:worker_threads', '@scope/package'],
  panel: ['vscode', 'ws', 'fs', 'node:fs', 'node:worker_threads', '@scope/package', '@vscode/codicons'],
};

const forms: Record<string, (module: string) => string> = {
  named: module => `import { value } from '${module}';\nexport const kept = value;\n`,
  bare: module => `import '${module}';\n`,
  type: module => `import type { Value } from '${module}';\nexport type Kept = Value;\n`,
  passedOn: module => `export * from '${module}';\n`,
  dynamic: module => `export const kept = import('${module}');\n`,
  typeOf: module => `export type Kept = typeof import('${module}');\n`,
  require: module => `export const kept = require('${module}');\n`,
};

/** A place's own folder and, for the server, its rooms: a fence must hold in subfolders, too. */
const rooms: { readonly folder: string; readonly place: Place }[] = [
  ...places.map(place => ({ folder: place, place })),
  { folder: 'server/files', place: 'server' },
  { folder: 'server/live', place: 'server' },
  { folder: 'server/live/watch', place: 'server' },
  { folder: 'server/routes', place: 'server' },
  { folder: 'server/routes/handler', place: 'server' },
  { folder: 'server/routes/proxy', place: 'server' },
  { folder: 'editor/server', place: 'editor' },
  { folder: 'editor/traffic', place: 'editor' },
  { folder: 'page/patch', place: 'page' },
];
const up = (folder: string) => '../'.repeat(folder.split('/').length);
const outsiders = (place: Place) =>
  [...places, 'test'].filter(other => other !== place && !arrows[place].some(allowed => allowed === other));
const forbidden = (folder: string, place: Place) => [
  ...strangers[place],
  ...outsiders(place).flatMap(other => [`${up(folder)}${other}/index`, `./${up(folder)}${other}`]),
  ...outsiders(place).map(other => `../${up(folder)}src/${other}/index`),
];
const allowed = (folder: string, place: Place) => [
  './index',
  ...arrows[place].map(other => `${up(folder)}${other}/thread`),
];

const importRules = ['no-restricted-imports', 'no-require-imports', 'consistent-type-imports'];
interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly filename: string;
}

/** The files below `cwd` whose imports the linter refuses. */
function stoppedByLinter(cwd: string): Set<string> {
  const { stdout } = runNode('node_modules/oxlint/bin/oxlint', ['-f', 'json', 'src'], cwd);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  return new Set(
    diagnostics
      .filter(({ code }) => importRules.some(rule => code.includes(`(${rule})`)))
      .filter(({ message }) => !message.includes('only used as type'))
      .map(({ filename }) => filename.replaceAll('\\', '/')),
  );
}

/** `file: first error` for each error that the compiler sees in a tree. */
function stoppedByCompiler(cwd: string): string[] {
  const { stdout } = runNode('node_modules/typescript/bin/tsc', ['-b', '--pretty', 'false'], cwd);
  return stdout.split('\n').filter(line => line.includes(': error TS'));
}

describe('the fences between the places', function () {
  this.timeout(60_000);
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    symlinkSync(path.join(root, 'node_modules'), path.join(scratch.folder, 'node_modules'), 'junction');
    for (const file of ['.oxlintrc.json', 'tsconfig.base.json']) scratch.write(file, read(file));
    const references = places.map(place => ({ path: `src/${place}` }));
    scratch.write('tsconfig.json', JSON.stringify({ files: [], references }));
    for (const place of places) {
      scratch.write(`src/${place}/tsconfig.json`, read(`src/${place}/tsconfig.json`));
      scratch.write(`src/${place}/index.ts`, 'export const value = 1;\nexport type Value = 1;\n');
    }
  });
  afterEach(() => scratch.remove());

  it('stand around every folder of src', () => {
    assert.deepEqual(readdirSync(path.join(root, 'src')).toSorted(), places.toSorted());
    const project = read('tsconfig.json');
    for (const place of places)
      assert.ok(project.includes(`"src/${place}"`), `tsconfig.json builds ${place}`);
  });

  it('let the linter stop every import that has no arrow, however it is written', () => {
    const planted: string[] = [];
    for (const { folder, place } of rooms)
      for (const [number, module] of forbidden(folder, place).entries())
        for (const [form, write] of Object.entries(forms)) {
          const file = `src/${folder}/${form}${String(number)}.ts`;
          scratch.write(file, `// ${module}\n${write(module)}`);
          planted.push(file);
        }
    const stopped = stoppedByLinter(scratch.folder);
    assert.ok(planted.length > 500);
    assert.deepEqual(
      planted.filter(file => !stopped.has(file)),
      [],
    );
  });

  it('let every arrow pass', () => {
    for (const { folder, place } of rooms)
      for (const [number, module] of allowed(folder, place).entries())
        for (const form of ['named', 'bare', 'type', 'passedOn', 'dynamic'])
          scratch.write(`src/${folder}/${form}${String(number)}.ts`, forms[form]!(module));
    scratch.write('src/server/packages.ts', "export * from 'ws';\nexport * from 'node:fs';\n");
    scratch.write(
      'src/panel/elements.ts',
      "import '@vscode-elements/elements/dist/vscode-button/index.js';\n",
    );
    scratch.write('src/thread/threads.ts', "export { parentPort } from 'node:worker_threads';\n");
    for (const file of ['src/editor/server/serverThread.ts', 'src/server/routes/handler/handlerThread.ts'])
      scratch.write(file, "export { Worker } from 'node:worker_threads';\n");
    scratch.write('src/editor/editor.ts', "export { window } from 'vscode';\n");
    assert.deepEqual([...stoppedByLinter(scratch.folder)], []);
  });

  it('hold in the files that may start threads too', () => {
    scratch.write('src/editor/server/serverThread.ts', forms['dynamic']!('../../server/index'));
    scratch.write('src/server/routes/handler/handlerThread.ts', forms['dynamic']!('../../../handlers/index'));
    assert.deepEqual([...stoppedByLinter(scratch.folder)].toSorted(), [
      'src/editor/server/serverThread.ts',
      'src/server/routes/handler/handlerThread.ts',
    ]);
  });

  it('let the compiler stop what belongs to another world', () => {
    const foreign: Record<string, readonly string[]> = {
      protocol: ['setTimeout', 'console', 'document', 'process', 'Buffer', "import('node:fs')"],
      server: ['document', 'window', 'localStorage', 'HTMLElement'],
      thread: ['document', 'window'],
      handlers: ['document', 'window'],
      cli: ['document', 'window'],
      editor: ['document', 'window', 'HTMLElement', 'acquireVsCodeApi'],
      page: ['process', 'Buffer', '__dirname', 'setImmediate', "require('fs')", "import('node:fs')"],
      panel: ['process', 'Buffer', '__dirname', 'setImmediate', "require('fs')", "import('node:fs')"],
    };
    const planted = Object.entries(foreign).flatMap(([place, words]) =>
      words.map((word, number) => ({ file: `src/${place}/foreign${String(number)}.ts`, word })),
    );
    for (const { file, word } of planted) scratch.write(file, `export const kept: unknown = ${word};\n`);
    const stopped = stoppedByCompiler(scratch.folder);
    const missed = planted.filter(({ file }) => !stopped.some(line => line.startsWith(`${file}(`)));
    assert.deepEqual(missed, []);
  });

  it('let the compiler stop every import that has no arrow', () => {
    const written = ['named', 'type', 'dynamic', 'typeOf'];
    const planted: string[] = [];
    for (const { folder, place } of rooms)
      for (const other of places.filter(name => outsiders(place).includes(name)))
        for (const form of written) {
          // The compiler reports a foreign file once per project, so each form of import gets a separate
          // file.
          const target = `${folder.replace('/', '-')}-${form}`;
          scratch.write(`src/${other}/${target}.ts`, 'export const value = 1;\nexport type Value = 1;\n');
          const file = `src/${folder}/${form}-${other}.ts`;
          scratch.write(file, forms[form]!(`${up(folder)}${other}/${target}`));
          planted.push(file);
        }
    const stopped = stoppedByCompiler(scratch.folder);
    const missed = planted.filter(
      file => !stopped.some(line => line.startsWith(`${file}(`) && line.includes('TS6307')),
    );
    assert.ok(planted.length > 100);
    assert.deepEqual(missed, []);
  });

  it('are not broken anywhere in src', () => {
    assert.deepEqual([...stoppedByLinter(root)], []);
  });
});
