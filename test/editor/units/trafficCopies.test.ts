import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { runInThisContext } from 'node:vm';
import * as fc from 'fast-check';
import { toCurl } from '../../../src/editor/traffic/curl';
import { toFetch } from '../../../src/editor/traffic/fetchCode';
import { sentRequest, type SentRequest } from '../../../src/editor/traffic/sent';
import { kept } from './kept';

const HOSTILE = [
  `'; touch /tmp/pwned; '`,
  '$(touch x)',
  '`touch x`',
  '"$HOME"',
  '@/etc/passwd',
  '-o/tmp/x',
  '\\',
  `'\\''`,
  '!!',
  '%s%n',
  '\u2028</script>',
  '{a,b}[1-3]',
  '*',
  'a\nb\tc',
  '%00 é 日本',
];

interface Called {
  readonly args: readonly string[];
  readonly input: Buffer;
}

/** Runs a command in a shell; returns the words that curl gets, and its input. */
function runInShell(command: string): Called {
  const stub = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; printf '\\0input\\0'; case " $* " in *' @- '*) cat;; esac; }\n`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', stub + command], { input: '' });
  assert.equal(status, 0, stderr.toString());
  const mark = Buffer.from('\0\0input\0');
  const at = stdout.indexOf(mark);
  const args = stdout.subarray(0, at).toString().split('\0');
  return { args, input: stdout.subarray(at + mark.length) };
}

/** The values of one option. */
const after = (args: readonly string[], option: string) =>
  args.flatMap((text, at) => (args[at - 1] === option ? [text] : []));

function assertCurl(sent: SentRequest): void {
  const { args, input } = runInShell(toCurl(sent, 'posix'));
  assert.equal(args[0], sent.url);
  const given = sent.headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  assert.deepEqual(after(args, '--header').slice(0, given.length), given);
  const body = after(args, '--data-raw')[0];
  const piped = args.includes('--data-binary');
  const got = piped ? input : Buffer.from(body ?? '');
  assert.deepEqual([...got], [...(sent.body ?? [])]);
}

/** The arguments of `fetch` when the code runs. */
async function runFetch(code: string): Promise<{ url: string; init: RequestInit }> {
  const calls: { url: string; init: RequestInit }[] = [];
  const run = runInThisContext(`async fetch => { ${code} }`) as (
    fetch: (url: string, init: RequestInit) => void,
  ) => Promise<void>;
  await run((url, init) => calls.push({ url, init }));
  return calls[0] ?? assert.fail('fetch was called');
}

const request = (headers: SentRequest['headers'], body?: string | Uint8Array): SentRequest => ({
  method: 'POST',
  url: 'http://127.0.0.1:5500/a?b=[1]&c={d}',
  headers,
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

describe('a request copied as cURL', () => {
  it('means to a shell exactly what it says, whatever its values are', () => {
    for (const value of HOSTILE) {
      const header = value.replace(/[^\x20-\x7e]/g, '');
      assertCurl({ ...request([['X-Kind', header]], value), url: `http://127.0.0.1/${encodeURI(value)}'` });
    }
  });

  it('carries every body byte for byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, at) => at);
    assertCurl(request([['Content-Type', 'image/png']], all));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => assertCurl(request([], bytes))),
      { numRuns: 25 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => assertCurl(request([], text))),
      { numRuns: 25 },
    );
  });

  it('carries each byte of a header, and nothing that acts on a prompt or a terminal', () => {
    // Values as Node reads them: a tab, an é in UTF-8 and in Latin-1, the beginning of a terminal sequence.
    for (const value of ['a\tb', '\xc3\xa9', '\xe9', '\x9b2J', `'\xff$(x)\t\\`]) {
      const command = toCurl(request([['X-Kind', value]]), 'posix');
      // oxlint-disable-next-line no-control-regex -- the control characters are meant
      assert.doesNotMatch(command, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
      const { stdout } = spawnSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`]);
      assert.ok(stdout.includes(Buffer.from(`\0X-Kind: ${value}\0`, 'latin1')), stdout.toString());
      for (const shell of ['cmd', 'powershell'] as const)
        assert.match(toCurl(request([['X-Kind', value]]), shell, true), /^[\n\x20-\x7e]*$/);
    }
  });

  it('has an address of ASCII, whatever the target was', () => {
    const sent = { ...request([]), url: 'http://127.0.0.1/\xc3\xa9 \t' };
    assert.equal(runInShell(toCurl(sent, 'posix')).args[0], 'http://127.0.0.1/%c3%a9%20%09');
  });

  it('asks as it was asked: the method, no globbing, no type of its own, empty headers too', () => {
    const { args } = runInShell(
      toCurl(
        request(
          [
            ['X-Empty', ''],
            ['Accept-Encoding', 'gzip'],
          ],
          'x',
        ),
        'posix',
      ),
    );
    assert.deepEqual(after(args, '--request'), ['POST']);
    assert.deepEqual(after(args, '--header'), ['X-Empty;', 'Accept-Encoding: gzip', 'Content-Type:']);
    for (const option of ['--globoff', '--path-as-is', '--compressed'])
      assert.ok(args.includes(option), option);
    const head = runInShell(toCurl({ ...request([]), method: 'HEAD' }, 'posix')).args;
    assert.ok(head.includes('--head') && !head.includes('--request'));
  });
});

describe('a request copied as fetch', () => {
  it('is code that asks for exactly that, whatever its values are', async () => {
    for (const value of HOSTILE) {
      const sent = { ...request([['X-Kind', value]], value), url: `http://127.0.0.1/${value}` };
      const code = toFetch(sent);
      assert.ok(!code.includes('</script'), code);
      const { url, init } = await runFetch(code);
      assert.deepEqual([url, init.method, init.headers, init.body], [sent.url, 'POST', sent.headers, value]);
    }
  });

  it('carries bytes that are no text, and no body where there was none', async () => {
    const bytes = Uint8Array.of(0, 255, 254, 10);
    assert.deepEqual((await runFetch(toFetch(request([], bytes)))).init.body, bytes);
    const { init } = await runFetch(toFetch({ ...request([]), method: 'GET' }));
    assert.deepEqual(init, { method: 'GET' });
  });
});

const secrets = ['Cookie', 'a=b', 'authorization', 'Basic x', 'Proxy-Authorization', 'y', 'Accept', '*/*'];
const namesOf = (revealed: boolean) =>
  sentRequest(kept({ request: secrets }), revealed).headers.map(([name]) => name);

describe('what is copied', () => {
  it('leaves out cookies and credentials until they are shown', () => {
    assert.deepEqual(namesOf(false), ['Accept']);
    assert.deepEqual(namesOf(true), ['Cookie', 'authorization', 'Proxy-Authorization', 'Accept']);
  });

  it('leaves out what the next sender makes anew, and a body that was none', () => {
    const framing = [
      'Content-Length',
      '3',
      'Connection',
      'keep-alive',
      'Transfer-Encoding',
      'chunked',
      'X-A',
      '1',
    ];
    const sent = sentRequest(kept({ request: framing }), true);
    assert.deepEqual([sent.headers, sent.body], [[['X-A', '1']], undefined]);
    assert.equal(sent.url, 'http://127.0.0.1:5500/a/page.html?q=1');
  });
});
