import { createHash } from 'node:crypto';

/** A page must show the same as a fresh load, whether it was patched, swapped or loaded again. */
export interface Member {
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Saves, one after the other: names of files and their new text. */
  readonly saves: readonly Readonly<Record<string, string | Buffer>>[];
  /** Whether the page must not reload: for changes that a page shows without a load. */
  readonly stays?: boolean;
  /** Whether screenshots are compared, too: for changes that nothing else shows. */
  readonly drawn?: boolean;
  /** Runs in the page before the saves, as a visitor or a script would. */
  readonly before?: string;
  /** Actions of a visitor before the saves, also in the fresh load. */
  readonly act?: string;
  /** Actions of a visitor at the end, in the page and in the fresh load. */
  readonly finally?: string;
  /** The address below the root. */
  readonly at?: string;
}

export type Class = Readonly<Record<string, Member>>;

export const html = (head: string, body: string): string =>
  `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>t</title>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;

/** A document in which a word changes: `old` becomes `new` everywhere. */
export const word = (
  head: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
  stays?: boolean,
): Member => {
  const text = html(head, body);
  const saves = [{ 'index.html': text.replaceAll('old', 'new') }];
  return { files: { 'index.html': text, ...more }, saves, ...(stays === undefined ? {} : { stays }) };
};

/** A file beside a document that changes in the same way. */
export const file = (
  name: string,
  content: string,
  head: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
  stays?: boolean,
): Member => ({
  files: { 'index.html': html(head, body), [name]: content, ...more },
  saves: [{ [name]: content.replaceAll('old', 'new').replaceAll('11', '22') }],
  ...(stays === undefined ? {} : { stays }),
});

/** A value of `integrity`. */
export const hash = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;

export const red = '#t { color: rgb(11, 1, 1) }';
export const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="11" height="11"/>';
export const t = '<p id="t">text</p>';

/** A document whose body changes from one text to another. */
export const change = (from: string, to: string, stays?: boolean): Member => ({
  files: { 'index.html': html('', from) },
  saves: [{ 'index.html': html('', to) }],
  ...(stays === undefined ? {} : { stays }),
});

/** A body whose script writes its result into `out`. */
export const told = (body: string, how: string): string =>
  `${body}<i id="out"></i><script>const tell = text => { out.textContent = text };${how}</script>`;

export const tells = (from: string, to: string, how: string, stays?: boolean): Member =>
  change(told(from, how), told(to, how), stays);
