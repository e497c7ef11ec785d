/** A shell by the rules of its words. */
export type Shell = 'posix' | 'fish' | 'powershell' | 'cmd';

/** A long option of curl's without its dashes, and its value if it has one. */
export type CurlOption = readonly [name: string, value?: string];

export interface CurlCommand {
  readonly url: string;
  readonly options: readonly CurlOption[];
  /** A body that is no word of the shell. */
  readonly bytes: Buffer | undefined;
  readonly isWindows: boolean;
}

interface Writer {
  /** Whether a word of the shell can be this text. */
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

/** In fish, a backslash escapes itself and a quote also within quotes: both stand outside. */
const quoteForFish = (text: string): string =>
  `'${text.replaceAll(/['\\]+/g, run => `'${run.replaceAll(/./g, String.raw`\$&`)}'`)}'`;

/**
 * Quotes a text for cmd.exe at its prompt, and for the rules by which C programs on Windows split their command line. Each quote
 * has a caret, so that cmd.exe is never within quotes; the one after a percent sign makes a variable's name that no variable has.
 */
export function quoteForCmd(text: string): string {
  const word = `"${text.replaceAll(/(\\*)("|$)/g, (_all, slashes: string, end: string) => slashes + slashes + (end && '\\"'))}"`;
  return word.replaceAll(/[()%!^"<>&|]|(?<=%)./gsu, '^$&');
}

/** A value of a line of curl's own configuration. */
const quoteForConfig = (text: string): string =>
  `"${text.replaceAll(/[\\"\n\r\t]/g, each => ESCAPES[each] ?? '')}"`;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const posix = (word: (text: string) => string): Writer => ({
  holds: isText,
  write({ url, options, bytes }) {
    const command = words(url, [...options, ...fromInput(bytes)], word, ' \\\n  ');
    return bytes ? `printf '${octal(bytes)}' | ${command}` : command;
  },
});

const cmd: Writer = {
  // A tab completes a name at the prompt, a line break runs the line, and curl gets other letters in the system's code page.
  holds: text => /^[\x20-\x7e]*$/.test(text),
  write({ url, options, bytes }) {
    const command = words(url, [...options, ...fromInput(bytes)], quoteForCmd, ' ^\n  ');
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
    // `curl` alone is another command of PowerShell 5 on Windows.
    const curl = isWindows ? 'curl.exe' : 'curl';
    const all: readonly CurlOption[] = [['url', url], ...options];
    const lines = all.map(([name, value]) =>
      value === undefined ? name : `${name} = ${quoteForConfig(value)}`,
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
  word: (text: string) => string,
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
