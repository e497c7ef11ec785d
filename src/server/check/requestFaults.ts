import type { Fault } from '../../protocol/faults';
import { placesIn, type Range } from '../../protocol/offsets';
import type { Slices } from '../routes/slices';
import type { Failed, FailedByAddress } from './failedRequests';
import { baseOf, referencesElsewhere } from './links';
import type { Reference } from './markup';
import type { ReadText } from './markups';
import { type Checked, faultOf, LINKS_HELP, say, spotOf } from './problemsOf';
import { partsFor, stringsFor } from './scripts';

/** The scripts of a document, and their texts. */
interface Scripts {
  scriptsOf(document: string): readonly string[];
  text(file: string): Promise<string | undefined>;
  pathOf(file: string): string;
}

type Read = Pick<ReadText, 'links' | 'markup'>;
type One = readonly [address: string, failed: Failed];

/**
 * Requests of a page that failed, each at the first attribute or string of a script that asked; none for an address that nothing names.
 * @param failed by address: of another server, or a path with its query
 * @param links broken links, which say more than a failed request of the page
 */
export async function requestFaults(
  checked: Checked,
  read: Read,
  failed: FailedByAddress,
  links: readonly Fault[],
  scripts: Scripts,
  slices: Slices,
): Promise<Fault[]> {
  if (failed.size === 0) return [];
  const askedBy = await referencesTo(checked, read, failed, slices);
  const broken = new Set(links.map(spotOf));
  const inMarkup = [...failed].flatMap(one => {
    const reference = askedBy(one[0]);
    const fault = reference && failedAt(checked, reference.range, one);
    return fault && (one[1].status > 0 || !broken.has(spotOf(fault))) ? fault : [];
  });
  const others = [...failed].filter(([address, { isRoutes }]) => !isRoutes && !askedBy(address));
  return [...inMarkup, ...(await inScripts(checked, read, new Map(others), scripts, slices))];
}

const failedAt = (checked: Checked, range: Range, [address, { status }]: One): Fault =>
  faultOf(checked, range, {
    code: 'failed-request',
    severity: 'warning',
    message:
      status === 0
        ? say(checked, 'checkLost', address)
        : say(checked, 'checkFailed', address, String(status)),
    help: LINKS_HELP,
    fixes: [],
  });

/** The first reference to each of these addresses, on any server. */
async function referencesTo(
  checked: Checked,
  { links, markup }: Read,
  failed: FailedByAddress,
  slices: Slices,
): Promise<(address: string) => Reference | undefined> {
  const here = new Map<string, Reference>();
  for (const { reference, target } of links) {
    if (slices.isOver()) await slices.next();
    if (!target.isLink && failed.has(target.path) && !here.has(target.path)) here.set(target.path, reference);
  }
  const others = [...failed.keys()].filter(address => !address.startsWith('/'));
  const elsewhere = await referencesElsewhere(markup, checked.path, others, slices);
  return address => here.get(address) ?? elsewhere(address);
}

/** A script, and the addresses against which its strings are resolved. */
interface Script {
  readonly script: Checked;
  readonly ranges: readonly Range[];
  readonly bases: readonly URL[];
}

/**
 * Requests that scripts made: at the string that names the address, else at one with a part of it; in the document first, then in the
 * files that its pages use. A script may compute all of an address: then the place is the document's first line.
 */
async function inScripts(
  checked: Checked,
  { markup }: Read,
  failed: FailedByAddress,
  scripts: Scripts,
  slices: Slices,
): Promise<Fault[]> {
  const left = new Map(failed);
  const faults: Fault[] = [];
  const base = baseOf(checked.path, markup);
  const all = { script: checked, ranges: markup.scripts, bases: [base] };
  for (const find of [stringsFor, partsFor])
    for await (const { script, ranges, bases } of scriptsOf(all, scripts)) {
      if (left.size === 0) return faults;
      const sought = [...left].flatMap(([address, { isScripts }]) =>
        isScripts || find === stringsFor ? address : [],
      );
      for (const [address, range] of await find(script.text, ranges, sought, bases, slices)) {
        const one = left.get(address);
        if (one && left.delete(address)) faults.push(failedAt(script, range, [address, one]));
      }
    }
  const first = { start: 0, end: /^.*/.exec(checked.text)?.[0].length ?? 0 };
  for (const one of left) if (one[1].isScripts) faults.push(failedAt(checked, first, one));
  return faults;
}

/** The scripts in a document, then those that its pages have loaded. */
async function* scriptsOf(inside: Script, scripts: Scripts): AsyncGenerator<Script> {
  yield inside;
  const { script, bases } = inside;
  for (const file of scripts.scriptsOf(script.file)) {
    const code = await scripts.text(file);
    if (code === undefined) continue;
    const path = scripts.pathOf(file);
    yield {
      script: { file, path, text: code, at: placesIn(code), texts: script.texts },
      ranges: [{ start: 0, end: code.length }],
      bases: [...bases, baseOf(path)],
    };
  }
}
