import { type BridgeFromPage, MOST_DECLARATIONS } from '../../../protocol/bridgeMessages';
import type { Place } from '../../../protocol/place';
import type {
  ListedProperty,
  ListedRule,
  ListedRules,
  Placeless,
  SeenRule,
  SeenRules,
} from '../../../protocol/pageRules';
import type { Range } from '../../../protocol/offsets';
import { decodedValue } from './references';
import type { Source } from '../../diff/trees';
import { charsetOf, decoded, encodingOf } from '../../types/charset';
import type { ConnectedPage } from '../channel/connectedPage';
import type { Addresses } from '../addresses';
import type { LiveHost } from '../door';
import { byStrength, decidedIn, declares, type Ranked, ranked } from './cascade';
import { type CssRule, readRules } from './cssRules';
import { nested } from './reach';
import { piecesOf } from './specificity';
import { type Names, namesIn } from './logical';
import type { Asked, NodePlaces } from './nodePlaces';
import { placeOf } from './placing';
import { readSheet, ruleAt, writtenIn, type Written } from './rulePlaces';

type Told = Extract<BridgeFromPage, { type: 'rules' }>;

/** Milliseconds that a page has to answer. */
const PATIENCE = 1_000;
const LONGEST_VALUE = 10_000;

/** A rule in the text that it stands in. */
interface Found {
  readonly rule: CssRule;
  /** The text of the sheet. */
  readonly css: string;
  /** The place of a part of it. */
  placeOf(range: Range): Place | undefined;
}

/** The rules that were listed last. */
interface Last {
  readonly page: ConnectedPage;
  readonly told: Told;
  readonly all: readonly Ranked[];
  readonly names: Names;
}

/** Lists the rules of an element with their places, and finds the declaration that gave a property its value. */
export class RuleLists {
  private last: Last | undefined;
  private answered: ((answer: readonly boolean[]) => void) | undefined;

  constructor(
    private readonly host: Pick<LiveHost, 'read'>,
    private readonly addresses: Pick<Addresses, 'named'>,
    private readonly places: NodePlaces,
  ) {}

  async list(page: ConnectedPage, told: Told): Promise<ListedRules> {
    const { seen, node, exact, isRead = false } = told;
    const all = ranked(seen.rules);
    const names = namesIn(seen.values);
    this.last = { page, told, all, names };
    const current = await this.places.currentOf(page);
    const deciding = seen.values.flatMap(([name, value]) => {
      const decided = decidedIn(all, seen, names(name));
      return decided ? [{ name, value, winner: decided.winner }] : [];
    });
    const rules: ListedRule[] = [];
    for (const group of grouped(byStrength(all))) {
      const wins = deciding.filter(({ winner }) => group.includes(winner)).map(({ name }) => name);
      const [strongest] = group;
      if (strongest) rules.push(await this.listed(page, told, strongest.rule, wins, current));
    }
    const byName = deciding.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
    const properties = byName.map(({ name, value, winner: { rule } }): ListedProperty => {
      const from = seen.ancestors[rule.above - 1]?.[0];
      return { name, value, from, selector: selectorOf(rule) };
    });
    const place = this.places.placeIn(page, { node }, current);
    return { name: seen.name, place, exact, isRead, rules, properties, unreadable: seen.unreadable };
  }

  /** The place of the declaration that gave a property its value, of the element whose rules were listed last. */
  async why(property: string): Promise<Place | undefined> {
    const { last } = this;
    const decided = last && decidedIn(last.all, last.told.seen, last.names(property));
    if (!decided) return undefined;
    const { page, told } = last;
    const { winner, names } = decided;
    const { rule } = winner;
    const found = await this.find(page, told, rule, await this.places.currentOf(page));
    if (!found) return undefined;
    const written = writtenIn(found.rule, found.css).filter(({ value }) => value.length < LONGEST_VALUE);
    const isImportant = declares(winner, names) === 'important';
    const candidates = written.filter(each => each.isImportant === isImportant).slice(-MOST_DECLARATIONS);
    const sets: (readonly boolean[])[] = [];
    for (const name of names) sets.push(await this.ask(page, name, candidates));
    const declaration = candidates.findLast((_, index) => sets.some(each => each[index]));
    return found.placeOf(declaration ?? found.rule.head);
  }

  /** A page has said which declarations set a property. */
  hear(page: ConnectedPage, answer: readonly boolean[]): void {
    if (page === this.last?.page) this.answered?.(answer);
  }

  /** Only the browser knows what it drops, and which shorthands set a property. */
  private async ask(
    page: ConnectedPage,
    property: string,
    candidates: readonly Written[],
  ): Promise<readonly boolean[]> {
    const declarations = candidates.map(({ name, value }) => [name, value] as const);
    const answer = new Promise<readonly boolean[]>(resolve => {
      this.answered = resolve;
      setTimeout(() => resolve([]), PATIENCE).unref();
    });
    page.connection.send({ type: 'ask', property, declarations });
    const given = await answer;
    this.answered = undefined;
    return given.length > 0 ? given : candidates.map(({ name }) => name === property);
  }

  private async listed(
    page: ConnectedPage,
    told: Told,
    rule: SeenRule,
    wins: readonly string[],
    current: Source | undefined,
  ): Promise<ListedRule> {
    const found = await this.find(page, told, rule, current);
    const place = found?.placeOf(found.rule.head);
    const around = rule.steps.map(([, , head]) => head.trim()).filter(head => head.startsWith('@'));
    const placeless = place ? undefined : placelessOf(told.seen, rule);
    return { selector: selectorOf(rule), around, place, placeless, wins };
  }

  private async find(
    page: ConnectedPage,
    { seen, node, exact }: Told,
    rule: SeenRule,
    current: Source | undefined,
  ): Promise<Found | undefined> {
    if (rule.sheet < 0) {
      const styled = rule.above > 0 ? seen.ancestors[rule.above - 1]?.[1] : exact ? node : undefined;
      return styled === undefined ? undefined : this.inAttribute(page, styled, current);
    }
    const origin = seen.sheets[rule.sheet];
    if (typeof origin === 'number') return this.inElement(page, { node: origin }, rule, current);
    return origin?.startsWith('/') ? this.inFile(origin, rule, page) : undefined;
  }

  /** Declarations of a `style` attribute; its value is a rule without braces. */
  private inAttribute(page: ConnectedPage, node: number, current: Source | undefined): Found | undefined {
    const { numbered: shown } = page;
    const attribute = shown && this.places.attributeIn(shown, node, 'style');
    if (!attribute) return undefined;
    const whole = shown.text.slice(attribute.start, attribute.end);
    const open = /^[^=]*=\s*["']?/.exec(whole)?.[0].length ?? 0;
    const { text: css, at } = decodedValue(whole.slice(open).replace(/["']$/, ''));
    const rule = readRules(css);
    const asked = { node, attribute: 'style' };
    const placeOf = (range: Range): Place | undefined =>
      this.places.placeOfRange(page, asked, shift(range, attribute.start), current);
    return {
      rule,
      css,
      placeOf: range =>
        range === rule.head
          ? placeOf({ start: 0, end: whole.length })
          : placeOf({ start: open + at(range.start), end: open + at(range.end) }),
    };
  }

  private inElement(
    page: ConnectedPage,
    asked: Asked,
    seen: SeenRule,
    current: Source | undefined,
  ): Found | undefined {
    const { numbered: shown } = page;
    const text = shown && this.places.textIn(shown, asked);
    if (!text) return undefined;
    const written = shown.text.slice(text.start, text.end);
    const plain = ruleAt(readSheet(written), seen.steps, seen.names);
    // In SVG, the text of a style is markup.
    const decoded = plain ? undefined : decodedValue(written);
    const css = decoded?.text ?? written;
    const rule = decoded ? ruleAt(readSheet(css), seen.steps, seen.names) : plain;
    const asWritten = ({ start, end }: Range): Range =>
      decoded ? { start: decoded.at(start), end: decoded.at(end) } : { start, end };
    // In a text that has changed meanwhile, the same rule is found by its head.
    const again = (source: Source, moved: Asked): Range | undefined => {
      const there = this.places.textIn(source, moved);
      const anew =
        there && ruleAt(readSheet(source.text.slice(there.start, there.end)), seen.steps, seen.names);
      return anew && shift(anew.head, there.start);
    };
    return (
      rule && {
        rule,
        css,
        placeOf: range =>
          this.places.placeOfRange(page, asked, shift(asWritten(range), text.start), current, again),
      }
    );
  }

  private async inFile(path: string, seen: SeenRule, { charset }: ConnectedPage): Promise<Found | undefined> {
    const named = this.addresses.named(encodeURI(path).replaceAll(/[?#]/g, encodeURIComponent));
    const bytes = named && (await this.host.read(named.file));
    if (!bytes) return undefined;
    const css = decodedCss(bytes, charset);
    const rule = ruleAt(readSheet(css), seen.steps, seen.names);
    return rule && { rule, css, placeOf: range => placeOf(named.path, css, range) };
  }
}

/** @param around the encoding of the document, which a sheet has that declares none (CSS Syntax 3, 3.2) */
export const decodedCss = (bytes: Buffer, around: string | undefined): string =>
  decoded(bytes, charsetOf('text/css', { bytes, isCut: false })?.name ?? encodingOf(around));

const shift = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by });

/**
 * Merges rules that stand at one place, such as a rule and its declarations behind nested rules. Keeps the
 * order of the first ones.
 */
function grouped(rules: readonly Ranked[]): Ranked[][] {
  const groups = new Map<string, Ranked[]>();
  for (const each of rules) {
    const { sheet, steps } = each.rule;
    const key = JSON.stringify([sheet, steps]);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}

/** The selector of a rule for a person: the heads of the style rules that it stands in, or `style` for the attribute. */
function selectorOf({ sheet, steps, selectors }: SeenRule): string {
  if (sheet < 0) return 'style="…"';
  const heads = steps.map(([, , head]) => head).filter(head => !head.startsWith('@'));
  const whole = heads.reduce((outer, head) => {
    const around = outer.includes(',') ? `:is(${outer})` : outer;
    return outer === '' ? head : nested(piecesOf(head), around);
  }, '');
  return whole === '' ? selectors.map(([selector]) => selector).join(', ') : whole;
}

const PLACELESS: Readonly<Record<string, Placeless>> = {
  constructed: 'constructed',
  script: 'script',
  foreign: 'foreign',
};

/** Why a rule has no place; a rule that is not in its source was made by a script, too. */
function placelessOf({ sheets }: SeenRules, { sheet }: SeenRule): Placeless {
  const origin = sheets[sheet];
  return PLACELESS[String(origin)] ?? (typeof origin === 'string' ? 'foreign' : 'script');
}
