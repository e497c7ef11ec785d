import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { toCurl } from '../../src/editor/traffic/curl';
import type { SentRequest } from '../../src/editor/traffic/sent';
import { isShort } from '../host/wholeRun';
import { typeAtPrompt } from '../host/wine';

/** Tests that need a real Windows. */
const NOT_HERE = [
  'the command for PowerShell, and the one for cmd.exe whose body is no plain text: Wine has no PowerShell',
  'percent signs: Wine takes a variable where the documented rules leave one alone (a unit test follows the rules)',
  'completion by the Tab key, and letters beyond ASCII in the code page of a console (none are put into a word)',
  'the words as curl.exe splits them: Node’s are split by the same C runtime',
];

/** Values that have a meaning to cmd.exe, in ASCII: others are sent another way. */
const HOSTILE = [
  `"'`,
  '"& echo x &"',
  '^',
  '^^&',
  '^"',
  '!PATH!',
  '!',
  '\\',
  '\\\\"',
  'a\\',
  '\\"',
  '"\\\\',
  '(x) | y > z < &',
  '&& echo x',
  '|| echo x',
  '2>&1',
  ', ; = x',
  '@echo x',
  ':label',
  'rem x',
  '*.*?',
  '~',
  ' ',
  '',
];

/** Appends the words that it gets to a file, as JSON. */
const PRINT =
  "require('fs').appendFileSync(process.argv[1],JSON.stringify(process.argv.slice(2))+String.fromCharCode(10))";

const requestOf = (values: readonly string[]): SentRequest => ({
  method: 'POST',
  url: `http://127.0.0.1:5500/a?${values.map(value => encodeURIComponent(value).replaceAll("'", '%27')).join('&')}`,
  headers: values.map((value, at): [string, string] => [`X-${at}`, value]),
  body: Buffer.from(values.join(' ')),
});

/** The words that curl would be given, one list for each request. */
async function wordsOf(requests: readonly SentRequest[]): Promise<string[][]> {
  const said = await typeAtPrompt(({ node, said: file }) =>
    requests
      .map(request =>
        toCurl(request, 'cmd', true).replace(/^curl /, () => `"${node}" -e "${PRINT}" "${file}" `),
      )
      .join('\n'),
  );
  return said
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as string[]);
}

function assertSame(words: readonly string[], sent: SentRequest): void {
  assert.equal(words[0], sent.url);
  const valuesOf = (name: string): string[] =>
    words.flatMap((word, at) => (word === `--${name}` ? [words[at + 1] ?? ''] : []));
  assert.deepEqual(
    valuesOf('header').slice(0, sent.headers.length),
    sent.headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`)),
  );
  assert.deepEqual(valuesOf('data-raw'), [String(sent.body)]);
  assert.deepEqual(valuesOf('request'), [sent.method]);
}

/** The number of values that fit into a line of cmd.exe, which has 8,191 characters. */
const FEW = 8;

describe('a request copied as cURL, at the prompt of cmd.exe', function () {
  this.timeout(180_000);
  before(() => {
    for (const each of NOT_HERE) process.stdout.write(`    · Not tried by Wine: ${each}\n`);
  });

  it('means what it says, whatever its values are', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ maxLength: 12 }),
      fc.constantFrom('^', '"', '\\', '!', '&', '|', '<', '>', ' ', 'PATH'),
    );
    const seed = Number(process.env['PORTHOLE_SEED'] ?? Date.now() % 1e9);
    const random = fc.sample(fc.array(piece, { maxLength: 6 }), {
      seed,
      numRuns: FEW * (isShort() ? 3 : 12),
    });
    process.stdout.write(`    · seed ${seed}\n`);
    const values = [...HOSTILE, ...random.map(pieces => pieces.join('').slice(0, 60))].map(value =>
      value.replaceAll('%', '').trim(),
    );
    const requests = Array.from({ length: Math.ceil(values.length / FEW) }, (_, at) =>
      requestOf(values.slice(at * FEW, (at + 1) * FEW)),
    );
    const words = await wordsOf(requests);
    assert.equal(words.length, requests.length, 'a command did not run, or ran another one');
    for (const [at, request] of requests.entries()) assertSame(words[at] ?? [], request);
  });

  it('needs its carets: plain quotes let a variable in, and a quote lets a command run', async () => {
    const said = await typeAtPrompt(
      ({ node, said: file }) =>
        `set PORTHOLE=in\n"${node}" -e "${PRINT}" "${file}" "%PORTHOLE%"\n"${node}" -e "${PRINT}" "${file}" "\\"&"${node}" -e "${PRINT}" "${file}" ran`,
    );
    assert.match(said, /^\["in"\]\n/);
    assert.match(said, /\["ran"\]/);
  });
});
