import type { Fault, FaultCode, Fix } from '../../protocol/faults';
import { english, fill, type Texts } from '../../protocol/texts';
import type { Position } from '../../protocol/place';
import type { Range } from '../../protocol/offsets';
import type { Slices } from '../routes/slices';
import type { Piece } from './drops';
import type { Finding, Markup, Reference } from './markup';
import { isLostFragment, type Link, pathnameOf, type Target } from './links';
import { leadingTo, renamed, withFragment } from './renamed';
import { near } from '../files/near';

/** A document whose problems are reported. */
export interface Checked {
  /** Absolute path of its file. */
  readonly file: string;
  /** Its address, path-absolute. */
  readonly path: string;
  readonly text: string;
  /** The position of an offset in the text. */
  readonly at: (offset: number) => Position;
  readonly texts: Partial<Texts>;
}

/** How an address of this server would be answered. */
export type LinkAnswer =
  | { readonly kind: 'there' }
  /** `near` are ends of paths that are there, nearest first: a name, with folders before it if one of them differs. */
  | {
      readonly kind: 'missing';
      readonly near: readonly (readonly string[])[];
      /** When the first differs in letter case alone. */
      readonly onlyCase: boolean;
      readonly file: string | undefined;
    }
  | { readonly kind: 'document'; readonly markup: Markup };

/** The most problems reported per document and kind; the others appear once these are mended. */
const MOST = 250;

const STANDARD = 'https://html.spec.whatwg.org/multipage/';
const PARSING = `${STANDARD}parsing.html#parse-error-`;
const HELP: Readonly<Record<string, string>> = {
  'stray-end-tag': `${STANDARD}parsing.html#parsing-main-inbody`,
  'unclosed-element': `${STANDARD}syntax.html#optional-tags`,
  'duplicate-id': `${STANDARD}dom.html#the-id-attribute`,
};
export const LINKS_HELP = `${STANDARD}urls-and-fetching.html#resolving-urls`;

/** The problems in the markup alone. Pure. */
export function markupFaults(checked: Checked, { findings }: Markup): Fault[] {
  return findings.slice(0, MOST).map(finding => {
    const { other } = finding;
    return faultOf(checked, finding.range, {
      code: finding.code,
      severity:
        finding.rule === 'stray-end-tag' || finding.rule === 'unclosed-element' ? 'warning' : 'information',
      message: messageOf(checked, finding),
      help: HELP[finding.rule] ?? `${PARSING}${finding.rule}`,
      fixes: fixesOf(checked, finding),
      ...(other ? { related: { message: say(checked, 'checkFirstUse'), ...placeOf(checked, other) } } : {}),
    });
  });
}

function messageOf(checked: Checked, { rule, name }: Finding): string {
  switch (rule) {
    case 'stray-end-tag':
      return say(checked, 'checkStrayEndTag', name);
    case 'unclosed-element':
      return say(checked, 'checkUnclosed', name);
    case 'duplicate-id':
      return say(checked, 'checkDuplicateId', name);
    default:
      return say(checked, 'checkParseError', rule.replaceAll('-', ' '));
  }
}

function fixesOf({ text }: Checked, { rule, name, range }: Finding): Fix[] {
  const was = text.slice(range.start, range.end);
  if (rule === 'stray-end-tag' || rule === 'duplicate-id')
    return [{ kind: 'replace', label: 'remove', was, text: '' }];
  if (rule !== 'unclosed-element') return [];
  return [
    { kind: 'replace', label: 'remove', was, text: '' },
    { kind: 'replace', label: 'close', was, text: `${was}</${name}>` },
  ];
}

/** References of a document that lead nowhere on this server. */
export async function linkFaults(
  checked: Checked,
  markup: Markup,
  links: readonly Link[],
  look: (target: Target) => LinkAnswer | Promise<LinkAnswer>,
  slices: Slices,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const own = pathnameOf(checked.path);
  for (const { reference, target } of links) {
    const answer = target.path === own ? ({ kind: 'document', markup } as const) : look(target);
    // Only an unknown address is awaited: a turn for each link took longer than the links.
    const looked = answer instanceof Promise ? await answer : answer;
    // An awaited answer may have compared near names, which takes long.
    if (slices.isOver(answer instanceof Promise ? Infinity : 0)) await slices.next();
    const fault = linkFault(checked, reference, target, looked);
    if (fault && faults.push(fault) >= MOST) break;
  }
  return faults;
}

function linkFault(
  checked: Checked,
  reference: Reference,
  target: Target,
  looked: LinkAnswer,
): Fault | undefined {
  const { range } = reference;
  const common = { code: 'broken-link', severity: 'warning', help: LINKS_HELP } as const;
  if (looked.kind === 'there') return undefined;
  if (looked.kind === 'document') {
    const { fragment, path } = target;
    if (!target.isLink || fragment === undefined || !isLostFragment(fragment, looked.markup))
      return undefined;
    return faultOf(checked, range, {
      ...common,
      message: say(checked, 'checkFragment', path, fragment),
      fixes: nearIds(fragment, looked.markup).flatMap(id => changeFragment(checked, reference, target, id)),
    });
  }
  const [nearest] = looked.near;
  const key = nearest === undefined ? 'checkBroken' : looked.onlyCase ? 'checkCase' : 'checkNear';
  return faultOf(checked, range, {
    ...common,
    message: say(checked, key, target.written, nearest ? leadingTo(target.written, nearest) : ''),
    fixes: [
      ...looked.near.flatMap(end => changeTo(checked, reference, target, end)),
      ...(looked.file === undefined ? [] : [{ kind: 'create', file: looked.file } as const]),
    ],
  });
}

/** The attribute with the end of its path changed to another one. */
function changeTo(
  { text }: Checked,
  { range }: Reference,
  { written }: Target,
  end: readonly string[],
): Fix[] {
  const was = text.slice(range.start, range.end);
  const changed = renamed(was, written, end);
  return changed === undefined ? [] : [{ kind: 'replace', label: 'change', was, text: changed }];
}

/** The most ids of a document that are compared with a missing one. */
const MOST_IDS = 2_000;

const nearIds = (fragment: string, { targets }: Markup): string[] =>
  targets && targets.size <= MOST_IDS ? near(fragment, [...targets]) : [];

function changeFragment({ text }: Checked, { range }: Reference, { written }: Target, id: string): Fix[] {
  const was = text.slice(range.start, range.end);
  const changed = withFragment(was, written, id);
  return changed === undefined ? [] : [{ kind: 'replace', label: 'change', was, text: changed }];
}

const CSS_HELP = 'https://www.w3.org/TR/css-syntax-3/#error-handling';

/** Pieces of style that a browser drops. Pure. */
export const dropFaults = (checked: Checked, dropped: readonly Piece[]): Fault[] =>
  dropped.slice(0, MOST).map(({ check: [kind, name, value], range }) =>
    faultOf(checked, range, {
      code: 'css',
      severity: 'information',
      message:
        kind === 'selector'
          ? say(checked, 'checkSelector', name)
          : say(checked, 'checkDeclaration', `${name}: ${value}`),
      help: CSS_HELP,
      fixes: [],
    }),
  );

/** Adds the fixes of the link at the same place, which also mend the request. */
export const withFixes = (requests: readonly Fault[], links: readonly Fault[]): Fault[] =>
  requests.map(request => {
    const link = links.find(({ line, column }) => line === request.line && column === request.column);
    return link?.fixes ? { ...request, fixes: link.fixes } : request;
  });

type Told = Pick<Fault, 'severity' | 'message' | 'related'> & {
  readonly code: FaultCode;
  readonly help: string;
  readonly fixes: readonly Fix[];
};

export const faultOf = (checked: Checked, range: Range, told: Told): Fault => ({
  file: checked.file,
  ...told,
  ...placeOf(checked, range),
});

/** The start of a fault, as a key for comparison. */
export const spotOf = ({ line, column }: Fault): string => `${line}:${column}`;

function placeOf(
  { at }: Checked,
  { start, end }: Range,
): Required<Pick<Fault, 'line' | 'column' | 'endLine' | 'endColumn'>> {
  const [from, to] = [at(start), at(end)];
  return { line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}

export const say = ({ texts }: Checked, key: keyof Texts, ...values: readonly string[]): string =>
  fill(texts[key] ?? english[key], ...values);
