import { strict as assert } from 'node:assert';
import { parse } from 'jsonc-parser';
import { appendRoute } from '../../../src/editor/base/routesText';

const NEW = { path: '/api', proxy: 'http://a', rewrite: '/*rest' };

interface Routes {
  readonly routes: readonly unknown[];
}

const routesOf = (text: string): readonly unknown[] => (parse(text) as Routes).routes;

/** Whether a text is another one with an insertion, and without any removal. */
function isKept(before: string, after: string): boolean {
  let at = 0;
  for (const char of after) if (char === before.charAt(at)) at += 1;
  return at === before.length;
}

/** Routes files as people write them: each of these lists in each of those layouts. */
function* files(): Generator<string> {
  for (const newline of ['\n', '\r\n'])
    for (const step of ['  ', '    ', '\t'])
      for (const routes of [
        [],
        ['{ "path": "/a", "json": ["]", 1] }'],
        ['{ "path": "/a" }', '{ "path": "/b" }'],
      ])
        for (const comma of routes.length > 0 ? ['', ','] : [''])
          for (const note of ['', ' // ] last,', ' /* ] */'])
            for (const more of ['', '// { "path": "/off" },', '/* two']) {
              const [first, second] = [step, step + step];
              const end = more === '/* two' ? `,${newline}${second}] lines */` : '';
              const spare = more === '' ? '' : `${newline}${second}${more}${end}`;
              const list = routes.map(each => `${newline}${second}${each}`).join(',');
              yield [
                `{${newline}${first}"$schema": "x", // routes: []`,
                `${first}"routes": [${list}${comma}${note}${spare}${newline}${first}]`,
                '}',
                '',
              ].join(newline);
            }
}

describe('a route at the end of a routes file', () => {
  it('follows all others, and no other character changes, whatever is written between them', () => {
    let tried = 0;
    for (const before of files()) {
      const after = appendRoute(before, NEW) ?? assert.fail(before);
      assert.deepEqual(routesOf(after), [...routesOf(before), NEW], before);
      assert.ok(isKept(before, after), after);
      assert.equal(after.includes('\r\n'), before.includes('\r\n'));
      assert.ok(!/[^\r]\n/.test(after) || !before.includes('\r\n'), after);
      tried += 1;
    }
    assert.ok(tried > 100, String(tried));
  });

  it('is indented as its neighbour, and stands behind its comment', () => {
    const before = '{\n\t"routes": [\n\t\t{ "path": "/a" } // first\n\t]\n}\n';
    const lines = ['{', '\t"path": "/api",', '\t"proxy": "http://a",', '\t"rewrite": "/*rest"', '}'];
    const added = lines.map(line => `\t\t${line}`).join('\n');
    assert.equal(
      appendRoute(before, NEW),
      `{\n\t"routes": [\n\t\t{ "path": "/a" }, // first\n${added}\n\t]\n}\n`,
    );
  });

  it('stays on the line of a list of one line', () => {
    const route = JSON.stringify(NEW);
    for (const [before, after] of [
      ['{"routes":[{"path":"/a"}]}', `{"routes":[{"path":"/a"}, ${route}]}`],
      ['{"routes":[ {"path":"/a"}, ]}', `{"routes":[ {"path":"/a"}, ${route}, ]}`],
      ['{"routes":[{"path":"/a"} /* ] */]}', `{"routes":[{"path":"/a"}, ${route} /* ] */]}`],
    ])
      assert.equal(appendRoute(before!, NEW), after);
    assert.deepEqual(routesOf(appendRoute('{"routes":[]}', NEW) ?? ''), [NEW]);
  });

  it('makes the file where there is none, and is not written twice', () => {
    const made = appendRoute(' \n', NEW) ?? assert.fail('a file');
    assert.deepEqual(JSON.parse(made), { routes: [NEW] });
    assert.equal(appendRoute(made, { ...NEW }), made);
    assert.notEqual(appendRoute(made, { ...NEW, proxy: 'http://b' }), made);
  });

  it('goes to the list that the server reads, where there are several', () => {
    const after = appendRoute('{"routes":[1],"x":{"routes":[2]},"routes":[3]}', NEW);
    assert.equal(after, `{"routes":[1],"x":{"routes":[2]},"routes":[3, ${JSON.stringify(NEW)}]}`);
  });

  it('is put nowhere in a file that is something else, or faulty', () => {
    for (const text of [
      '// nothing',
      '[]',
      '{}',
      '{"routes":{}}',
      '{"routes":[}',
      '{"routes":[{"path":"/a"}',
      '{"routes":[] /* open',
      '{"routes":[],"routes":null}',
      '[["routes",[]]]',
      '{"routes":[{"path" "/a"}]}',
    ])
      assert.equal(appendRoute(text, NEW), undefined, text);
  });
});
