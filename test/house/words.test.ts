import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Syntax, commentsOf, nameOf, nodesOf, paragraphsOf, parse } from './syntax';
import { longSentences } from './sentences';
import { filesBelow, read, readJson, root } from './tree';

const code = [...filesBelow('src', '.ts'), ...filesBelow('test', '.ts', '.mjs'), ...rootFiles('.mjs')];
const docs = [
  ...rootFiles('.md', 'LICENSE'),
  ...(existsSync(path.join(root, 'docs')) ? filesBelow('docs', '.md') : []),
];

function rootFiles(...endings: string[]) {
  return readdirSync(root).filter(name => endings.some(ending => name.endsWith(ending)));
}

/** `file:line` of each node that a rule forbids. */
const findings = (files: readonly string[], forbidden: (node: Syntax) => boolean) =>
  files.flatMap(file =>
    [...nodesOf(parse(read(file)))]
      .filter(({ node }) => forbidden(node))
      .map(({ node }) => `${file}:${String(node.loc.start.line)}`),
  );

const comments = (files: readonly string[], forbidden: RegExp) =>
  files.flatMap(file =>
    commentsOf(read(file))
      .filter(text => forbidden.test(text))
      .map(text => `${file}: ${text.trim()}`),
  );

/** Calls that keep a test from running: `it.only`, `describe.skip`, `this.skip()`, `xit`. */
function leavesOut(node: Syntax): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = node['callee'] as Syntax;
  if (/^x(it|describe|specify|context)$/.test(nameOf(callee) ?? '')) return true;
  if (callee.type !== 'MemberExpression') return false;
  const object = callee['object'] as Syntax;
  const suite =
    object.type === 'ThisExpression' || /^(it|describe|specify|context)$/.test(nameOf(object) ?? '');
  return suite && ['only', 'skip'].includes(nameOf(callee['property']) ?? '');
}

describe('the words of the house', function () {
  this.timeout(60_000);

  it('know no any', () => {
    assert.deepEqual(
      findings(code, node => node.type === 'TSAnyKeyword'),
      [],
    );
  });

  it('never promise the compiler a value that may be missing, outside tests', () => {
    const src = filesBelow('src', '.ts');
    assert.deepEqual(
      findings(src, node => node.type === 'TSNonNullExpression'),
      [],
    );
  });

  it('never silence the compiler', () => {
    assert.deepEqual(comments(code, /@ts-(ignore|nocheck|expect-error)/), []);
  });

  it('silence the linter or the formatter only with a reason behind two dashes', () => {
    assert.deepEqual(comments(code, /^\s*((ox|es)lint-disable|oxfmt-ignore)(?!.* -- \S+ \S+)/), []);
  });

  it('put nothing off', () => {
    assert.deepEqual(comments(code, /\b(TODO|FIXME|XXX|HACK)\b/), []);
  });

  it('begin no comment with a person or a question', () => {
    const begins = /^\s*\*?\s*(What|Who|Whoever|Whatever|Nobody|Somebody)\b/m;
    assert.deepEqual(comments(filesBelow('src', '.ts'), begins), []);
  });

  it('argue in sentences of at most 25 words', () => {
    const long = filesBelow('src', '.ts').flatMap(file =>
      paragraphsOf(read(file))
        .flatMap(longSentences)
        .map(sentence => `${file}: ${sentence}`),
    );
    assert.deepEqual(long, []);
  });

  it('leave out no test and single out none', () => {
    assert.deepEqual(findings(filesBelow('test', '.ts', '.mjs'), leavesOut), []);
  });

  it('name no path of the machine that they were written on', () => {
    const everywhere = [
      ...code,
      ...docs,
      'package.json',
      ...filesBelow('media', ''),
      ...filesBelow('test', '.json'),
    ];
    assert.deepEqual(
      everywhere.filter(file => read(file).includes(root)),
      [],
    );
    const personal = new RegExp(`${homedir()}/|/home/|/Users/|\\\\Users\\\\`);
    assert.deepEqual(
      docs.filter(file => personal.test(read(file))),
      [],
    );
  });

  it('say nothing to users in a sentence of more than 25 words', () => {
    const manifests = rootFiles('.json').filter(name => name.startsWith('package.nls.'));
    const texts = [...manifests, ...filesBelow('l10n', '.json')].flatMap(name =>
      Object.values(readJson(name) as Readonly<Record<string, string>>),
    );
    assert.deepEqual(
      [...texts, read('README.md'), read('CHANGELOG.md'), read('SECURITY.md')].flatMap(longSentences),
      [],
    );
  });

  it('and the measure sees what it should', () => {
    const text =
      "it.only('', () => 0);\nthis.skip();\nxit('');\nlet a: any = b!;\nlist.skip(2);\n// TODO later\n";
    const program = [...nodesOf(parse(text))].map(({ node }) => node);
    assert.equal(program.filter(leavesOut).length, 3);
    assert.equal(program.filter(({ type }) => /^TS(AnyKeyword|NonNullExpression)$/.test(type)).length, 2);
    assert.deepEqual(commentsOf(text), [' TODO later']);
    const long = `It ${'is and '.repeat(12)}x.`;
    assert.deepEqual(longSentences(`Short. ${long} [Link](a.md)\n\n| ${long} |`), [long, long]);
    assert.deepEqual(longSentences(`${'is and '.repeat(12)}\`some long code\``), []);
    assert.deepEqual(paragraphsOf('// one\n// two\n\n/**\n * three\n * @param x four\n */'), [
      'one two',
      'three',
      '@param x four',
    ]);
  });
});
