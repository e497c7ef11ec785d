import assert from 'node:assert/strict';
import { type FunctionLength, namedFunctions, parse } from './syntax';
import { Scratch, filesBelow, read, runNode } from './tree';

const lineCount = (text: string) => text.replace(/\n$/, '').split('\n').length;

/** The smallest value that at least this share of all values does not exceed. */
function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}

interface Found extends FunctionLength {
  readonly file: string;
}
const functionsOf = (files: readonly string[]): Found[] =>
  files.flatMap(file => namedFunctions(parse(read(file))).map(found => ({ ...found, file })));

const lengthy = (lines: number) =>
  `export function long(): number {\n${'  \n'.repeat(lines - 3)}  return 1;\n}\n`;

describe('the tail is held', function () {
  this.timeout(60_000);

  const src = filesBelow('src', '.ts');
  const test = filesBelow('test', '.ts');

  it('by a linter that catches a function of 61 lines and a file of 301', () => {
    const scratch = new Scratch();
    scratch.write('.oxlintrc.json', read('.oxlintrc.json'));
    scratch.write('src/server/sixty.ts', lengthy(60));
    scratch.write('src/server/sixtyOne.ts', lengthy(61));
    scratch.write('src/server/threeHundred.ts', `export {};\n${'//\n'.repeat(299)}`);
    scratch.write('src/server/threeHundredOne.ts', `export {};\n${'//\n'.repeat(300)}`);
    const { stdout } = runNode('node_modules/oxlint/bin/oxlint', ['-f', 'unix', 'src'], scratch.folder);
    scratch.remove();
    const caught = stdout.match(/^src\/server\/\w+\.ts.*max-lines[\w-]*/gm) ?? [];
    assert.deepEqual(caught.map(line => line.replace(/:.*eslint\(/, ' ')).toSorted(), [
      'src/server/sixtyOne.ts max-lines-per-function',
      'src/server/threeHundredOne.ts max-lines',
    ]);
  });

  it('and the measure counts what it should', () => {
    const text =
      'const a = () => {\n};\nclass B {\n  c() {\n\n  }\n  d = function () {};\n}\n[1].map(() => {\n});\n';
    const measured = namedFunctions(parse(text)).map(({ name, lines }) => `${name} ${String(lines)}`);
    assert.deepEqual(measured, ['a 2', 'c 3', 'd 1']);
    assert.deepEqual([percentile([3, 1, 2], 0.5), percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)], [2, 9]);
  });

  it('no named function is longer than 60 lines, in src and in test', () => {
    const long = functionsOf([...src, ...test]).filter(({ lines }) => lines > 60);
    assert.deepEqual(long, []);
  });

  it('half of the functions of src take at most 10 lines, nine of ten at most 30', () => {
    const lengths = functionsOf(src).map(({ lines }) => lines);
    assert.ok(percentile(lengths, 0.5) <= 10, `median ${String(percentile(lengths, 0.5))}`);
    assert.ok(percentile(lengths, 0.9) <= 30, `90th percentile ${String(percentile(lengths, 0.9))}`);
  });

  it('half of the files of src take at most 90 lines, and no file of src or test more than 300', () => {
    const lengths = src.map(file => lineCount(read(file)));
    assert.ok(percentile(lengths, 0.5) <= 90, `median ${String(percentile(lengths, 0.5))}`);
    const long = [...src, ...test].filter(file => lineCount(read(file)) > 300);
    assert.deepEqual(long, []);
  });
});
