import { type Log, printable } from '../log';
import { type KeptOut, keptOut } from './policy';

/** Header fields by name. */
type Fields = Readonly<Record<string, string | string[]>>;

/** A page whose policies are checked. */
export interface Judged {
  readonly file: string;
  /** Different for each content of the file. */
  readonly id: string;
  /** The header fields of its reply. */
  readonly headers: Fields;
  /** Its text; undefined for a document too large for memory. */
  readonly source: string | undefined;
  /** Any address of its origin. */
  readonly page: URL;
}

/** Pages whose last note is remembered, so that it is not repeated. */
const MOST = 1000;

/**
 * Notes in the log what a page's own policy blocks: once for each content. The server judges, not the page's
 * `securitypolicyviolation` event: a policy that blocks the page script leaves nothing that could report it.
 */
export class PolicyNotes {
  private readonly said = new Map<string, string>();

  constructor(
    private readonly nameOf: (file: string) => string,
    private readonly log: Log,
  ) {}

  async judge({ file, id, headers, source, page }: Judged): Promise<void> {
    const metas = await metasOf(source);
    const found = keptOut({ fields: policiesOf(headers), metas }, page);
    if (!found) {
      this.said.delete(file);
      return;
    }
    const key = `${id} ${found.what} ${found.remedy}`;
    if (this.said.get(file) === key) return;
    if (this.said.size >= MOST) this.said.clear();
    this.said.set(file, key);
    const name = printable(this.nameOf(file));
    this.log.event(found.what === 'new connection' ? 'info' : 'warn', `${name}: ${sentenceOf(found)}`);
  }
}

/** The policies of `<meta>` elements. Only a text that may have one loads the parser. */
export async function metasOf(source: string | undefined): Promise<string[]> {
  if (source === undefined || !/content-security-policy/i.test(source)) return [];
  const { metaPolicies } = await import('./metaPolicies');
  return metaPolicies(source);
}

function policiesOf(headers: Fields): string[] {
  const fields = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'content-security-policy');
  return fields.flatMap(([, value]) => value);
}

function sentenceOf({ what, remedy }: KeptOut): string {
  switch (what) {
    case 'script':
      return `its Content-Security-Policy keeps the page script out, so that it follows no change by itself. What would let it in: ${remedy}`;
    case 'connection':
      return `its Content-Security-Policy keeps the page script from its server, so that it follows no change by itself. What would let it: ${remedy}`;
    case 'new connection':
      return `the Content-Security-Policy of its <meta> keeps the page script from connecting once more, so that it follows no change after a restart of the server until you reload it. What would let it: ${remedy}`;
    default:
      return what satisfies never;
  }
}
