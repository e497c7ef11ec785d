import type { Fault, FaultCode, Fix } from '../../protocol/faults';
import { english, fill, type Texts } from '../../protocol/texts';
import type { Position } from '../../protocol/place';
import type { Range } from '../../protocol/offsets';
import type { Piece } from './drops';
import type { Finding, Markup, Reference } from './markup';
import { isLostFragment, type Link, pathnameOf, type Target } from './links';

/** The document whose problems are told. */
export interface Checked {
  /** Absolute path of its file. */
  readonly file: string;
  /** Its address, path-absolute. */
  readonly path: string;
  readonly text: string;
  /** Where an offset of the text is. */
  readonly at: (offset: number) => Position;
  readonly texts: Partial<Texts>;
}

/** How an address of this server would be answered. */
export type Looked =
  | { readonly kind: 'there' }
  /** `near` are names beside it, nearest first; `onlyCase` when the first differs in letter case alone. */
  | {
      readonly kind: 'missing';
      readonly near: readonly string[];
      readonly onlyCase: boolean;
      readonly file: string | undefined;
    }
  | { readonly kind: 'document'; readonly markup: Markup };

/** Problems of one document and kind that are told; those behind them are for later. */
const MOST = 250;

const STANDARD = 'https://html.spec.whatwg.org/multipage/';
const PARSING = `${STANDARD}parsing.html#parse-error-`;
const HELP: Readonly<Record<string, string>> = {
  'stray-end-tag': `${STANDARD}parsing.html#parsing-main-inbody`,
  'unclosed-element': `${STANDARD}syntax.html#optional-tags`,
  'duplicate-id': `${STANDARD}dom.html#the-id-attribute`,
};
const LINKS_HELP = `${STANDARD}urls-and-fetching.html#resolving-urls`;

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
  if (rule === 'stray-end-tag') return [{ kind: 'replace', label: 'remove', text: '' }];
  if (rule !== 'unclosed-element') return [];
  const tag = text.slice(range.start, range.end);
  return [
    { kind: 'replace', label: 'remove', text: '' },
    { kind: 'replace', label: 'close', text: `${tag}</${name}>` },
  ];
}

/** References of a document that lead nowhere on this server. */
export async function linkFaults(
  checked: Checked,
  markup: Markup,
  links: readonly Link[],
  look: (target: Target) => Looked | Promise<Looked>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const own = pathnameOf(checked.path);
  for (const { reference, target } of links) {
    const answer = target.path === own ? ({ kind: 'document', markup } as const) : look(target);
    // Only an address that is not known yet is waited for: a turn for each link took longer than the links.
    const looked = answer instanceof Promise ? await answer : answer;
    const fault = linkFault(checked, reference, target, looked);
    if (fault && faults.push(fault) >= MOST) break;
  }
  return faults;
}

function linkFault(
  checked: Checked,
  reference: Reference,
  target: Target,
  looked: Looked,
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
      fixes: [],
    });
  }
  const [name] = looked.near;
  const key = name === undefined ? 'checkBroken' : looked.onlyCase ? 'checkCase' : 'checkNear';
  return faultOf(checked, range, {
    ...common,
    message: say(checked, key, target.written, name ?? ''),
    fixes: [
      ...looked.near.map(other => renamed(checked, reference, target, other)),
      ...(looked.file === undefined ? [] : [{ kind: 'create', file: looked.file } as const]),
    ],
  });
}

/** The attribute with the last segment of its path changed to another name. */
function renamed({ text }: Checked, { range }: Reference, { written }: Target, name: string): Fix {
  const [path, rest] = splitAt(written, /[?#]/);
  const changed = path.replace(/[^/]*\/?$/, encodeURIComponent(name)) + rest;
  return {
    kind: 'replace',
    label: 'change',
    text: text.slice(range.start, range.end).replace(written, () => changed),
  };
}

function splitAt(text: string, mark: RegExp): [string, string] {
  const at = text.search(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
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

/** A request of a page that failed, at the attribute that asked; undefined where the markup names no such address. Pure. */
export function requestFault(
  checked: Checked,
  links: readonly Link[],
  path: string,
  status: number,
): Fault | undefined {
  const reference = links.find(({ target }) => target.path === path && !target.isLink)?.reference;
  if (!reference) return undefined;
  return faultOf(checked, reference.range, {
    code: 'failed-request',
    severity: 'warning',
    message: say(checked, 'checkFailed', path, String(status)),
    help: LINKS_HELP,
    fixes: [],
  });
}

type Told = Pick<Fault, 'severity' | 'message' | 'related'> & {
  readonly code: FaultCode;
  readonly help: string;
  readonly fixes: readonly Fix[];
};

const faultOf = (checked: Checked, range: Range, told: Told): Fault => ({
  file: checked.file,
  ...told,
  ...placeOf(checked, range),
});

function placeOf(
  { at }: Checked,
  { start, end }: Range,
): Required<Pick<Fault, 'line' | 'column' | 'endLine' | 'endColumn'>> {
  const [from, to] = [at(start), at(end)];
  return { line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}

const say = ({ texts }: Checked, key: keyof Texts, ...values: readonly string[]): string =>
  fill(texts[key] ?? english[key], ...values);
