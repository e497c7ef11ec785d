import assert from 'node:assert/strict';
import { manifest, settings } from './manifest';
import { nameOf, nodesOf, parse, stringOf, type Syntax } from './syntax';
import { filesBelow, read } from './tree';

const names = Object.keys(settings).map(key => key.replace('porthole.', ''));
const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.map(key =>
  key.replace('porthole.', ''),
);

/** Settings that an untrusted workspace may bring along, and why they give nobody more access. */
const harmless: Readonly<Record<string, string>> = {
  port: 'another number on the same address',
  open: 'shows a page that is served anyway',
  update: 'what connected pages are told, and those have the token',
  onSave: 'the same',
  ignore: 'the same',
  cleanUrls: 'one more name for a file that is served under its own',
  caseExact: 'a file is served under its own name, or under fewer of the others that its disk knows',
  compression: 'the same bytes, smaller',
  problems: 'what the editor shows of documents that it has open',
  pickKey: 'the key that a person holds to pick; the pick opens a file below the root',
  devtoolsWorkspace: 'nothing in an untrusted workspace, and nothing beyond this machine',
  followCaret: 'an outline in pages that have the token',
  'console.inline': 'texts at lines, from pages that have the token',
  shutdownTimeout: 'at most a minute more of what is under way',
};

/** Files that decide about access and about the content of replies. */
const deciders = [
  ...['ask/guard', 'files/files', 'reply/headers', 'respond'].map(name => `src/server/${name}.ts`),
  ...filesBelow('src/server/routes', '.ts'),
];

const lastName = (node: Syntax | undefined): string | undefined =>
  nameOf(node) ?? (node?.type === 'MemberExpression' ? nameOf(node['property']) : undefined);
const isOptions = (node: unknown): boolean => /^(options|admission)$/.test(lastName(node as Syntax) ?? '');

/**
 * The options that a node reads: `options.cors`, `const { cors } = options`, `Pick<LiveOptions, 'cors'>`, a
 * field of `Admission`.
 */
function readsOf(node: Syntax): (string | undefined)[] {
  switch (node.type) {
    case 'MemberExpression':
      return isOptions(node['object']) ? [nameOf(node['property'])] : [];
    case 'VariableDeclarator':
      if (!isOptions(node['init'])) return [];
      return (
        ((node['id'] as Syntax)['properties'] as Syntax[] | undefined)?.map(({ key }) => nameOf(key)) ?? []
      );
    case 'TSIndexedAccessType':
    case 'TSTypeReference':
      if (!/LiveOptions/.test(JSON.stringify(node))) return [];
      return [...nodesOf(node)].map(({ node: inner }) => stringOf(inner));
    case 'TSInterfaceDeclaration':
      if (nameOf(node['id']) !== 'Admission') return [];
      return ((node['body'] as Syntax)['body'] as Syntax[]).map(({ key }) => nameOf(key));
    default:
      return [];
  }
}

const readBy = (text: string): string[] => {
  const all = [...nodesOf(parse(text))].flatMap(({ node }) => readsOf(node));
  return [...new Set(all)].filter(name => name !== undefined && names.includes(name)) as string[];
};

describe('a workspace that is not trusted', () => {
  it('has no say in any setting that decides who is let in or what is sent', () => {
    const decisive = deciders.flatMap(file => readBy(read(file)).map(name => `${name} (${file})`));
    for (const name of ['host', 'cors', 'dotfiles', 'headers', 'forms', 'maxBodySize'])
      assert.ok(
        decisive.some(each => each.startsWith(`${name} `)),
        `${name} is read by none of the deciders`,
      );
    const free = decisive.filter(each => !restricted.includes(each.split(' ')[0] ?? ''));
    assert.deepEqual(free, []);
  });

  it('has a say in those only that are named here with a reason', () => {
    assert.deepEqual([...restricted, ...Object.keys(harmless)].toSorted(), names.toSorted());
  });

  it('is measured by what sees every way to read an option', () => {
    const text = `
      interface Admission { readonly host: string }
      const a = this.options.cors;
      const { dotfiles, nothing } = site.options;
      function b(c: Pick<LiveOptions, 'headers'>, d: LiveOptions['forms']) {}
      other.port;`;
    assert.deepEqual(readBy(text).toSorted(), ['cors', 'dotfiles', 'forms', 'headers', 'host']);
  });
});

describe('the token of the live channel', () => {
  it('is compared by what takes as long for a wrong one as for the right one', () => {
    const all = [...nodesOf(parse(read('src/server/ask/guard.ts')))].map(({ node }) => node);
    const judge = all.find(
      node => node.type === 'FunctionDeclaration' && nameOf(node['id']) === 'judgeToken',
    );
    assert.ok(judge);
    const called = [...nodesOf(judge)].map(
      ({ node }) => node.type === 'CallExpression' && nameOf(node['callee']),
    );
    assert.ok(called.includes('timingSafeEqual'));
  });
});
