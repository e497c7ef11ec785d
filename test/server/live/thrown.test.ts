import assert from 'node:assert/strict';
import { isFromPage } from '../../../src/protocol/page';
import { pathBelow, thrownAt } from '../../../src/server/live/origin/thrown';

const base = 'http://127.0.0.1:5500';
const at = (address: string, line = 3, column = 9): readonly [string, number, number] => [
  `${base}${address}`,
  line,
  column,
];

/** Errors as engines report them, and their place. */
const CASES: Readonly<Record<string, readonly [error: object, place: string | undefined]>> = {
  'an error in a script': [{ at: at('/a.js'), stack: `Error: x\n    at go (${base}/b.js:1:1)` }, '/a.js:3:9'],
  'an address with a query': [{ at: at('/a%20b.js?v=1#c') }, '/a%20b.js:3:9'],
  'a rejection in Chromium': [
    { stack: `TypeError: x\n    at async Promise.all (index 0)\n    at async go (${base}/a.js:2:5)` },
    '/a.js:2:5',
  ],
  'a rejection in Firefox': [{ stack: `go@${base}/a.js:2:5\n@${base}/:9:1\n` }, '/a.js:2:5'],
  'a rejection in code of another server': [
    { stack: `Error: x\n    at f (https://cdn.example/lib.js:1:1)\n    at g (${base}/a.js:4:2)` },
    '/a.js:4:2',
  ],
  'a rejection without a stack': [{}, undefined],
  'a rejection in Porthole’s own script': [
    { stack: `Error\n    at ${base}/__porthole/page.js:1:1` },
    undefined,
  ],
  'a native that Porthole records': [
    {
      at: at('/__porthole/page.js', 1, 999),
      stack: `SyntaxError: x\n    at ${base}/__porthole/page.js:1:999\n    at ${base}/a.js:5:10`,
    },
    '/a.js:5:10',
  ],
  'code that was given a name': [
    {
      at: ['webpack-internal:///./b.js', 1, 1],
      stack: `Error: x\n    at webpack-internal:///./b.js:1:1\n    at eval (<anonymous>)\n    at ${base}/a.js:5:10`,
    },
    '/a.js:5:10',
  ],
  'a report of the engine itself': [{ at: at('/', 0, 0) }, undefined],
  'an extension of the browser': [
    { at: ['chrome-extension://abc/x.js', 1, 1], stack: `Error\n    at chrome-extension://abc/x.js:1:1` },
    undefined,
  ],
  'an error of another server': [{ at: ['https://cdn.example/lib.js', 1, 1] }, undefined],
  'an error of a server with a longer port': [{ at: ['http://127.0.0.1:55001/lib.js', 1, 1] }, undefined],
  'a script of another origin that tells nothing': [{ at: ['', 0, 0] }, undefined],
  'a blob': [{ at: [`blob:${base}/1-2`, 1, 1], stack: `Error\n    at blob:${base}/1-2:1:1` }, undefined],
  'a rejection in a blob': [{ stack: `Error\n    at blob:${base}/1-2:1:1` }, undefined],
  'eval in Chromium': [
    {
      at: at('/', 1, 7),
      stack: `ReferenceError: x\n    at eval (eval at go (${base}/a.js:5:3), <anonymous>:1:7)\n    at go (${base}/a.js:5:3)`,
    },
    '/a.js:5:3',
  ],
  'eval in eval, in a script element of Chromium': [
    {
      at: at('/', 1, 1),
      stack: `Error: x\n    at eval (eval at go (eval at <anonymous> (${base}/:1:1), <anonymous>:1:1), <anonymous>:1:1)\n    at go (eval at <anonymous> (${base}/:1:1), <anonymous>:1:9)\n    at ${base}/:9:5`,
    },
    '/:9:5',
  ],
  'eval in Firefox': [
    { at: at('/a.js line 5 > eval', 1, 1), stack: `@${base}/a.js line 5 > eval:1:1` },
    '/a.js:5:1',
  ],
  'a function in a function in Firefox': [
    { at: at('/a.js line 5 > eval line 1 > Function', 3, 1) },
    '/a.js:5:1',
  ],
  'eval in WebKit': [
    { at: ['', 1, 1], stack: `eval code@\neval@[native code]\ngo@${base}/a.js:5:7` },
    '/a.js:5:7',
  ],
  'a path as it was told before there were bases': [{ base: undefined, at: ['/a.js', 1, 2] }, '/a.js:1:2'],
};

describe('the place of an error by the browser', () => {
  for (const [name, [more, place]] of Object.entries(CASES))
    it(`${name}: ${place ?? 'none'}`, () => {
      const error = { type: 'error', text: 'x', base, ...more } as const;
      assert.ok(isFromPage(JSON.parse(JSON.stringify(error))));
      assert.equal(thrownAt(error)?.join(':'), place);
    });

  it('is below the path of a forwarder, and nowhere else', () => {
    const forwarded = 'https://work.example/proxy/5500';
    assert.equal(pathBelow(`${forwarded}/a.js?b`, forwarded), '/a.js');
    for (const other of ['https://work.example/a.js', 'https://work.example/proxy/55001/a.js', forwarded])
      assert.equal(pathBelow(other, forwarded), undefined);
  });
});
