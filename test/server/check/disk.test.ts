import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Fault, FaultReport } from '../../../src/protocol/faults';
import { createServer, type DevServer } from '../../../src/server';
import { until } from '../support/routes';
import { makeTree, pageScript, type Tree, writeTree } from '../support/serve';

const page = (body: string): string => `<!doctype html><title>a</title>\n${body}\n`;
const missing = (rest: string): string => `broken-link 2:4 C.htm was not found${rest}`;

describe('the problems of an open document, without a word of the editor', () => {
  let server: DevServer;
  let root: string;
  let faults: readonly Fault[];

  const file = (name: string): string => path.join(root, name);
  const open = async (tree: Tree): Promise<void> => {
    faults = [];
    root = await makeTree(tree);
    const report = (told: FaultReport): void => {
      if (told.source === `check:${file('a.html')}`) faults = told.faults;
    };
    const script = await pageScript(await makeTree({}));
    server = createServer({ root, pageScript: script, port: 0 }, { faults: report }, 'off');
    await server.listen();
    server.opened([file('a.html')]);
  };
  const told = (expected: readonly string[]): Promise<void> =>
    until(expected.join(' | '), () => {
      const now = faults.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
      return Promise.resolve(now.join('\n') === expected.join('\n'));
    });
  afterEach(() => server.close());

  const disk: readonly [how: string, act: () => Promise<unknown>, expected: readonly string[]][] = [
    ['makes the missing file', () => writeTree(root, { 'C.htm': '' }), []],
    [
      'makes a file of a name that is nearer',
      () => writeTree(root, { 'c.htm': '' }),
      [missing(': the name on the disk is c.htm.')],
    ],
    ['removes the file that was near', () => fs.rm(file('c.html')), [missing('. Did you mean a.html?')]],
    [
      'removes a file that was there',
      () => fs.rm(file('there.png')),
      [missing('. Did you mean c.html?'), 'broken-link 3:6 there.png was not found.'],
    ],
  ];
  for (const [how, act, expected] of disk)
    it(`follow a program that ${how}`, async () => {
      const body = '<a href="C.htm">x</a>\n<img src="there.png">';
      await open({ 'a.html': page(body), 'c.html': '', 'there.png': '' });
      await told([missing('. Did you mean c.html?')]);
      await act();
      await told(expected);
    });

  it('name what is like a missing address from where the link stands, also where a folder is missing', async () => {
    const links = [
      'about/indx.html',
      'abuot/index.html',
      'abuot/indx.html',
      'ABOUT/Index.html',
      'a.htm/b.html',
    ];
    const body = links.map(link => `<a href="${link}">x</a>`).join('\n');
    await open({ 'a.html': page(body), 'about/index.html': '' });
    const not = (line: number): string => `broken-link ${line}:4 ${links[line - 2]!} was not found`;
    const mean = '. Did you mean about/index.html?';
    const name = ': the name on the disk is about/index.html.';
    await told([not(2) + mean, not(3) + mean, not(4) + mean, not(5) + name, `${not(6)}.`]);
    const fixes = faults.flatMap(fault => fault.fixes?.[0] ?? []);
    assert.deepEqual(
      fixes.map(fix => fix.kind === 'replace' && fix.text),
      [...Array<string>(4).fill('href="about/index.html"'), false],
    );
  });

  it('follow it in folders that come, and in the text of documents', async () => {
    await open({ 'a.html': page('<a href="new/b.html#x">x</a>\n<a href="c.html#y">y</a>'), 'c.html': '' });
    const lost = 'broken-link 3:4 No element in /c.html has the id “y”.';
    await told(['broken-link 2:4 new/b.html#x was not found.', lost]);
    await writeTree(root, { 'new/b.html': page('<p id="x">') });
    await told([lost]);
    await writeTree(root, { 'c.html': page('<p id="y">') });
    await told([]);
    await writeTree(root, { 'a.html': page('<i>') });
    await told(['html 2:1 The i element is not closed.']);
  });
});
