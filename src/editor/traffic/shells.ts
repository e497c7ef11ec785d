/** A shell, by its quoting rules. */
export type Shell = 'posix' | 'fish' | 'powershell' | 'cmd';

/** A long option of curl without its dashes, and its value if any; bytes that the shell cannot write as text. */
export type CurlOption = readonly [name: string, value?: string | Buffer];

export interface CurlCommand {
  readonly url: string;
  readonly options: readonly CurlOption[];
  /** A body that cannot be written as a shell word. */
  readonly bytes: Buffer | undefined;
  readonly isWindows: boolean;
}

export interface Writer {
  /** Whether the shell can write this text as one word. */
  holds(text: string): boolean;
  write(command: CurlCommand): string;
}

/** The shell of the editor's terminal. */
export function shellOf(executable: string, platform: NodeJS.Platform): Shell {
  const name = executable
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  if (name === '') return platform === 'win32' ? 'powershell' : 'posix';
  if (/^(?:pwsh|powershell)\b/.test(name)) return 'powershell';
  return name === 'cmd' || name === 'fish' ? name : 'posix';
}

/** Control characters could act on a terminal; a tab and line breaks do not, in quotes. */
// oxlint-disable-next-line no-control-regex -- the control characters are meant
const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const isText = (text: string): boolean => !ACTS.test(text);

/** Quotes any text as one word of a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** In fish, a backslash also escapes itself and a quote inside quotes, so both are written outside. */
const quoteForFish = (text: string): string =>
  `'${text.replaceAll(/['\\]+/g, run => `'${run.replaceAll(/./g, String.raw`\$&`)}'`)}'`;

/**
 * Quotes a text for cmd.exe at its prompt, and for the rules by which Windows programs in C split their command line. Each quote is
 * preceded by a caret, so that cmd.exe never sees quotes; a caret after a percent sign forms a variable name that does not exist.
 */
export function quoteForCmd(text: string): string {
  const word = `"${text.replaceAll(/(\\*)("|$)/g, (_all, slashes: string, end: string) => slashes + slashes + (end && '\\"'))}"`;
  return word.replaceAll(/[()%!^"<>&|]|(?<=%)./gsu, '^$&');
}

/** A value in a line of curl's configuration. */
const quoteForConfig = (text: string): string =>
  `"${text.replaceAll(/[\\"\n\r\t]/g, each => ESCAPES[each] ?? '')}"`;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Bytes that cmd.exe and PowerShell 5 do not pass on become ASCII; a tab means a space in a field (RFC 9110, 5.5). */
const asciiOf = (value: string | Buffer): string =>
  typeof value === 'string'
    ? value
    : value.toString('latin1').replaceAll(/[^\x20-\x7e]/g, each => (each === '\t' ? ' ' : '?'));

const wordOfCmd = (value: string | Buffer): string => quoteForCmd(asciiOf(value));

const posix = (word: (text: string) => string): Writer => ({
  holds: isText,
  write({ url, options, bytes }) {
    const wordOf = (value: string | Buffer): string =>
      typeof value === 'string' ? word(value) : `"$(printf '${octal(value)}')"`;
    const command = words(url, [...options, ...fromInput(bytes)], wordOf, ' \\\n  ');
    return bytes ? `printf '${octal(bytes)}' | ${command}` : command;
  },
});

const cmd: Writer = {
  // At the prompt a tab completes a name and a line break runs the line; other letters reach curl in the system's code page.
  holds: text => /^[\x20-\x7e]*$/.test(text),
  write({ url, options, bytes }) {
    const command = words(url, [...options, ...fromInput(bytes)], wordOfCmd, ' ^\n  ');
    if (!bytes) return command;
    const print = `$b = [Convert]::FromBase64String('${bytes.toString('base64')}'); [Console]::OpenStandardOutput().Write($b, 0, $b.Length)`;
    return `powershell -NoProfile -Command "${print}" | ${command}`;
  },
};

const powershell: Writer = {
  // PowerShell 5 pipes ASCII to a program.
  holds: text => /^[\t\n\r\x20-\x7e]*$/.test(text),
  /** As a configuration for curl: before PowerShell 7.3, quotes in a program's arguments are lost. */
  write({ url, options, bytes, isWindows }) {
    // In PowerShell 5 on Windows, `curl` is an alias of another command.
    const curl = isWindows ? 'curl.exe' : 'curl';
    const all: readonly CurlOption[] = [['url', url], ...options];
    const lines = all.map(([name, value]) =>
      value === undefined ? name : `${name} = ${quoteForConfig(asciiOf(value))}`,
    );
    const config = ["@'", ...lines, "'@"].join('\n');
    if (!bytes) return `${config} | ${curl} --config -`;
    return [
      '$body = [IO.Path]::GetTempFileName()',
      `[IO.File]::WriteAllBytes($body, [Convert]::FromBase64String('${bytes.toString('base64')}'))`,
      `${config} | ${curl} --config - --data-binary "@$body"`,
      'Remove-Item $body',
    ].join('\n');
  },
};

export const WRITERS: Readonly<Record<Shell, Writer>> = {
  posix: posix(quote),
  fish: posix(quoteForFish),
  powershell,
  cmd,
};

const fromInput = (bytes: Buffer | undefined): CurlOption[] => (bytes ? [['data-binary', '@-']] : []);

function words(
  url: string,
  options: readonly CurlOption[],
  word: (value: string | Buffer) => string,
  between: string,
): string {
  const texts = options.map(([name, value]) =>
    value === undefined ? `--${name}` : `--${name} ${word(value)}`,
  );
  return [`curl ${word(url)}`, ...texts].join(between);
}

/** A `printf` format that prints these bytes, including NUL, which no shell word can hold. */
function octal(bytes: Buffer): string {
  return [...bytes].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
