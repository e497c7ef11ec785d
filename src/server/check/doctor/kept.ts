import { createHash } from 'node:crypto';
import type { KeptFacts } from '../../../protocol/doctor';
import { forbidden } from '../../html/policy';
import { metasOf } from '../../html/policyNotes';

/** A page that failed to load a file, and that file. */
interface Lost {
  /** Path of the page's address. */
  readonly address: string;
  /** The source that the page shows; undefined if unknown. */
  readonly text: string | undefined;
  /** The policies of its reply. */
  readonly fields: readonly string[];
  /** Decoded path of the file. */
  readonly path: string;
  /** The bytes that a request for it would get; undefined if there are none. */
  readonly bytes: Buffer | undefined;
}

/**
 * Why a browser rejects a file that the server has.
 * @param origin any address of this server
 */
export async function keptBy({ address, text, fields, path, bytes }: Lost, origin: URL): Promise<KeptFacts> {
  const page = new URL(address, origin);
  const asked = new URL(encodeURI(path), page);
  const byHeader = forbidden(fields, asked, page);
  if (byHeader !== undefined) return { by: 'header', remedy: byHeader };
  const byMeta = forbidden(await metasOf(text), asked, page);
  if (byMeta !== undefined) return { by: 'meta', remedy: byMeta };
  const integrity = integrityIn(text ?? '', asked, page);
  const isOld = integrity !== undefined && bytes !== undefined && !fits(integrity, bytes);
  return { by: isOld ? 'integrity' : 'browser', remedy: '' };
}

const TAG = /<(?:link|script)\b(?:"[^"]*"|'[^']*'|[^<>"'])*>/gi;
const COMMENT = /<!--[^]*?-->/g;
const attributeIn = (tag: string, name: string): string | undefined => {
  const [, double, single, bare] =
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag) ?? [];
  return double ?? single ?? bare;
};

/** The `integrity` of the element that names an address. */
function integrityIn(text: string, asked: URL, page: URL): string | undefined {
  const bare = text.replaceAll(COMMENT, '');
  const [tag = ''] = /<base\b[^<>]*>/i.exec(bare) ?? [];
  const written = attributeIn(tag, 'href') ?? '';
  const base = URL.canParse(written, page.href) ? new URL(written, page) : page;
  for (const [each] of bare.matchAll(TAG)) {
    const reference = attributeIn(each, 'href') ?? attributeIn(each, 'src') ?? '';
    if (!URL.canParse(reference, base.href)) continue;
    const { pathname, host } = new URL(reference, base);
    if (pathname === asked.pathname && host === asked.host) return attributeIn(each, 'integrity');
  }
  return undefined;
}

const HASHES = ['sha512', 'sha384', 'sha256'];

/** Hashes may be written in base64url. */
const plain = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');

/** Whether bytes match one of the hashes. Only the strongest known algorithm counts (Subresource Integrity, 3.3.4). */
function fits(integrity: string, bytes: Buffer): boolean {
  const words = integrity.split(/\s+/).map(word => word.replace(/\?.*$/s, ''));
  const strongest = HASHES.find(name => words.some(word => word.toLowerCase().startsWith(`${name}-`)));
  if (strongest === undefined) return true;
  const hash = createHash(strongest).update(bytes).digest('base64');
  return words.some(word => {
    const at = word.indexOf('-');
    return word.slice(0, at).toLowerCase() === strongest && plain(word.slice(at + 1)) === hash;
  });
}
