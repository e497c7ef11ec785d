import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { toCurl } from '../../../src/editor/traffic/curl';
import type { SentRequest } from '../../../src/editor/traffic/sent';
import { quoteForCmd, type Shell, shellOf } from '../../../src/editor/traffic/shells';

const HOSTILE = [
  `"'`,
  '"& calc &"',
  '%PATH%',
  '%PATH:~0,3%',
  '%PATH:a=b%',
  '%%PATH%%',
  '100%',
  '%^PATH%',
  '^',
  '^^&',
  '!PATH!',
  '$env:PATH',
  '$(calc)',
  '`n$x',
  '\\',
  '\\\\"',
  'a\\',
  '\\"',
  `\\'`,
  "'@",
  "a\n'@\ncalc",
  'a\r\nb\tc',
  '(x) | y > z < &',
  '; calc',
  '# x',
  '@file',
  '-o x',
  '{a,b}[1-3]*?~',
  'é 日本 😀',
  '\0\x1b[2J\x7f',
  '',
];

/** The options of curl with their values, and its input. */
interface Told {
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
}

const told = (args: readonly string[], input: Buffer | undefined): Told => {
  const options: [string, string][] = [['url', args[1] ?? '']];
  assert.equal(args[0], 'curl');
  for (let at = 2; at < args.length; at += 1) {
    const name = /^--([a-z-]+)$/.exec(args[at] ?? '')?.[1] ?? assert.fail(`no option: ${args[at]}`);
    const flag = ['globoff', 'path-as-is', 'head', 'compressed'].includes(name);
    options.push([name, flag ? '' : (args[(at += 1)] ?? assert.fail())]);
  }
  const raw = options.find(([name]) => name === 'data-raw')?.[1];
  return { options, body: raw === undefined ? input : Buffer.from(raw) };
};

/** Gathers words character by character. */
class Words {
  readonly all: string[] = [];
  private word: string | undefined;

  add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  end(): void {
    if (this.word !== undefined) this.all.push(this.word);
    this.word = undefined;
  }
}

/**
 * Words by the rules of fish: outside of quotes, a backslash escapes any character; inside, only itself and a
 * quote.
 */
function wordsOfFish(command: string): string[] {
  const words = new Words();
  let isQuoted = false;
  for (let at = 0; at < command.length; at += 1) {
    const [char = '', next = ''] = [command[at], command[at + 1]];
    const escapes = char === '\\' && (!isQuoted || next === '\\' || next === "'");
    if (escapes) at += 1;
    if (escapes && next !== '\n') words.add(next);
    else if (char === "'") words.add(((isQuoted = !isQuoted), ''));
    else if (isQuoted) words.add(char);
    else if (/\s/.test(char)) words.end();
    else if (!escapes) words.add(/[\w@-]/.test(char) ? char : assert.fail(`${char} outside of quotes`));
  }
  words.end();
  return words.all;
}

function readFish(command: string): Told {
  const [, format, rest = command] = /^printf '([\\0-7]*)' \| (.*)$/su.exec(command) ?? [];
  const bytes = format?.split('\\').slice(1);
  return told(wordsOfFish(rest), bytes && Buffer.from(bytes.map(each => parseInt(each, 8))));
}

/** The line that cmd.exe makes of a command at its prompt: variables first, then carets; nothing may be left that has a meaning. */
function lineOfCmd(command: string): string {
  const names = ['PATH', 'COMSPEC', 'x'];
  for (const [, name = ''] of command.matchAll(/%([^%:\n]+)[^%\n]*(?=%)/g))
    assert.ok(!names.includes(name), command);
  let line = '';
  for (let at = 0; at < command.length; at += 1) {
    const char = command[at] ?? '';
    if (char === '^') line += command[(at += 1)] === '\n' ? (command[(at += 1)] ?? '') : command[at];
    else if (/["&|<>()\n]/.test(char)) assert.fail(`${JSON.stringify(char)} without a caret: ${command}`);
    else line += char;
  }
  return line;
}

/** How C programs on Windows split a command line: backslashes escape a quote behind them, and one another before it. */
function argumentsOf(line: string): string[] {
  const words = new Words();
  let isQuoted = false;
  for (const [whole, slashes = '', char = ''] of line.matchAll(/(\\*)([^\\]|$)/gsu)) {
    if (whole === '') continue;
    const isEscaped = char === '"' && slashes.length % 2 === 1;
    if (char === '"') words.add('\\'.repeat(Math.floor(slashes.length / 2)));
    else if (slashes !== '') words.add(slashes);
    if (char === '"' && !isEscaped) isQuoted = !isQuoted;
    else if (char === ' ' && !isQuoted) words.end();
    else words.add(char);
  }
  words.end();
  return words.all;
}

function readCmd(command: string): Told {
  const [, base64, rest = command] =
    /^powershell -NoProfile -Command "\$b = \[Convert\]::FromBase64String\('([\w+/=]*)'\); [^"%^!]*" \| (.*)$/su.exec(
      command,
    ) ?? [];
  return told(argumentsOf(lineOfCmd(rest)), base64 === undefined ? undefined : Buffer.from(base64, 'base64'));
}

/** A here-string of PowerShell, which ends at the first line that begins with a quote and an at sign; curl reads it line by line. */
function readPowerShell(command: string): Told {
  const base64 = /FromBase64String\('([\w+/=]*)'\)/.exec(command)?.[1];
  const [, config = '', rest] = /^@'\n(.*?)\n'@(.*)$/msu.exec(command) ?? [];
  assert.match(rest ?? '', /^ \| curl\.exe --config -/);
  assert.match(config, /^[\x20-\x7e\n]*$/);
  const options = config.split('\n').map((line): [string, string] => {
    const [, name = '', value] =
      /^([a-z-]+)(?: = "((?:[^"\\]|\\[\\"nrt])*)")?$/.exec(line) ?? assert.fail(line);
    return [
      name,
      (value ?? '').replaceAll(
        /\\(.)/g,
        (_all, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char,
      ),
    ];
  });
  const raw = options.find(([name]) => name === 'data-raw')?.[1];
  const bytes = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
  return { options, body: raw === undefined ? bytes : Buffer.from(raw) };
}

const READ: Readonly<Record<Exclude<Shell, 'posix'>, (command: string) => Told>> = {
  fish: readFish,
  cmd: readCmd,
  powershell: readPowerShell,
};

function assertSame(shell: keyof typeof READ, sent: SentRequest): void {
  const { options, body } = READ[shell](toCurl(sent, shell, true));
  const valuesOf = (wanted: string) => options.flatMap(([name, value]) => (name === wanted ? [value] : []));
  assert.deepEqual(valuesOf('url'), [sent.url]);
  assert.deepEqual(valuesOf('request'), [sent.method]);
  const given = sent.headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  assert.deepEqual(valuesOf('header').slice(0, given.length), given);
  assert.deepEqual([...(body ?? [])], [...(sent.body ?? [])]);
}

const request = (value: string): SentRequest => ({
  method: 'POST',
  url: `http://127.0.0.1:5500/a?b=${value.replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent)}`,
  headers: [
    ['X-Kind', value.replaceAll(/[^\x20-\x7e]/g, '')],
    ['X-Empty', ''],
  ],
  body: Buffer.from(value),
});

describe('a request copied as cURL for another shell', () => {
  for (const shell of ['fish', 'cmd', 'powershell'] as const) {
    it(`means to ${shell} exactly what it says, whatever its values are`, () => {
      for (const value of HOSTILE) assertSame(shell, request(value));
      const piece = fc.constantFrom(...HOSTILE, 'a', ' ', '%', '^', '"', '\\', "'", '\n');
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 8 }), pieces => assertSame(shell, request(pieces.join('')))),
      );
    });

    it(`carries every body byte for byte to ${shell}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
          assertSame(shell, { ...request('x'), body: bytes.length > 0 ? bytes : undefined });
        }),
      );
    });
  }

  it('has a caret before all that cmd.exe reads, and after each percent sign', () => {
    assert.equal(quoteForCmd('a&b'), '^"a^&b^"');
    assert.equal(quoteForCmd('%PATH%'), '^"^%^PATH^%^"');
    assert.equal(quoteForCmd('a\\'), '^"a\\\\^"');
    assert.equal(quoteForCmd('a\\"b'), '^"a\\\\\\^"b^"');
  });

  it('is a command of curl’s own on Windows, and of the one in the path elsewhere', () => {
    assert.match(toCurl(request('x'), 'powershell', true), /\| curl\.exe --config -$/);
    assert.match(toCurl(request('x'), 'powershell', false), /\| curl --config -$/);
  });
});

describe('the shell of a terminal', () => {
  for (const [executable, platform, shell] of [
    ['/bin/bash', 'linux', 'posix'],
    ['/usr/bin/zsh', 'darwin', 'posix'],
    ['/opt/homebrew/bin/fish', 'darwin', 'fish'],
    ['/usr/bin/pwsh', 'linux', 'powershell'],
    ['/snap/bin/pwsh-preview', 'linux', 'powershell'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'win32', 'powershell'],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.EXE', 'win32', 'powershell'],
    ['C:\\Windows\\System32\\cmd.exe', 'win32', 'cmd'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', 'win32', 'posix'],
    ['', 'win32', 'powershell'],
    ['', 'linux', 'posix'],
  ] as const)
    it(`${executable || 'none'} on ${platform} takes words of ${shell}`, () => {
      assert.equal(shellOf(executable, platform), shell);
    });
});
