import assert from 'node:assert/strict';
import { importsOf } from './imports';
import { filesBelow, read } from './tree';

/** The functions, classes, constants and types that a file exports. */
const exportsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^export (?:async )?(?:abstract )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm,
    ),
  ].map(([, name]) => String(name));

const wordsOf = (text: string) => new Set(text.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, '').match(/\w+/g));

/** The exports of each file that the code of no other file mentions. */
function unused(files: Readonly<Record<string, string>>): string[] {
  const words = Object.entries(files).map(([file, text]) => [file, wordsOf(text)] as const);
  return Object.entries(files)
    .filter(([file]) => file.startsWith('src/'))
    .flatMap(([file, text]) =>
      exportsOf(text)
        .filter(name => !words.some(([other, known]) => other !== file && known.has(name)))
        .map(name => `${file}: ${name}`),
    );
}

/** The files that no other one imports and no bundle begins with. */
function lost(files: ReadonlyMap<string, string>, build: string): string[] {
  const imported = new Set(importsOf(files).arrows.map(({ to }) => to));
  return [...files.keys()].filter(
    file => !imported.has(file) && !build.includes(`'${file}'`) && !file.endsWith('.d.ts'),
  );
}

describe('an export', () => {
  it('is a value or a type that another file uses', () => {
    const files = [...filesBelow('src', '.ts'), ...filesBelow('test', '.ts')];
    const all = Object.fromEntries(files.map(file => [file, read(file)]));
    assert.deepEqual(unused(all), []);
  });

  it('is seen where nothing uses it', () => {
    const files = {
      'src/a.ts':
        'export const used = 1;\nexport async function lost() {}\nexport class Gone {}\nconst own = 1;\nexport type Kind = 1;\ninterface Own {}',
      'src/b.ts': "import { used } from './a';\nexport const last = used; // Gone",
    };
    assert.deepEqual(unused(files), ['src/a.ts: lost', 'src/a.ts: Gone', 'src/a.ts: Kind', 'src/b.ts: last']);
  });
});

describe('a file of src', () => {
  it('is imported by another, or a bundle begins with it', () => {
    const files = new Map(filesBelow('src', '.ts').map(file => [file, read(file)]));
    assert.deepEqual(lost(files, read('esbuild.mjs') + read('pageParts.mjs')), []);
  });

  it('is seen where neither is so', () => {
    const files = new Map([
      ['src/main.ts', "import './a';"],
      ['src/a.ts', ''],
      ['src/b.ts', "import './a';"],
    ]);
    assert.deepEqual(lost(files, "{ main: 'src/main.ts' }"), ['src/b.ts']);
  });
});
