import { MOST_NAMES, MOST_SHEETS, MOST_STEPS } from '../../../protocol/ruleLimits';
import { INHERITED } from '../../../protocol/inherited';
import type { Animated, SeenRule, SeenRules, SheetOrigin } from '../../../protocol/pageRules';
import { hasAttribute, hostOf, parentOf } from '../../own/dom';
import { addressOfSheet, propertiesOf } from '../../own/sheets';
import { parts } from '../../parts';
import type { PickerHost } from '../host';
import { method } from '../../own/language';
import { childrenOf, isMatch, slotOf } from '../nodes';
import { clipped, Finder, type SheetList } from './finder';
import { kindOf } from './heads';
import { emptyStyle } from './declared';
import { nameOf } from '../picker/targets';

/** Characters of a message, and of the rules in it: at three bytes each, they stay below the channel's limit. */
const MOST = 80_000;
const MOST_OF_RULES = 60_000;
const LONGEST_VALUE = 300;
/** The most ancestors that are searched for inherited values. */
const MOST_ANCESTORS = MOST_STEPS;

const animationsOf = method(Element, 'getAnimations');

/** The sheets that rules stand in, by their origin. */
class Sheets implements SheetList {
  readonly unreadable = new Set<CSSStyleSheet>();
  readonly apart = new Set<string>();
  readonly origins: SheetOrigin[] = [];
  readonly #known = new Map<CSSStyleSheet, number>();
  readonly #host: PickerHost;

  constructor(host: PickerHost) {
    this.#host = host;
  }

  add(sheet: CSSStyleSheet, owner: Element | null): number {
    const known = this.#known.get(sheet) ?? this.origins.push(this.#originOf(sheet, owner)) - 1;
    this.#known.set(sheet, known);
    return known;
  }

  #originOf(sheet: CSSStyleSheet, owner: Element | null): SheetOrigin {
    const address = addressOfSheet(sheet);
    if (address !== null) return clipped(this.#host.pathOf(address)) || 'foreign';
    if (!owner) return 'constructed';
    const found = this.#host.numberOf(owner);
    // A script that writes another style sheet into the element replaces its text node.
    const isAsWritten = childrenOf(owner).every(text => this.#host.isAsWritten(text));
    return found?.exact && isAsWritten ? found.node : 'script';
  }
}

/** The element that another inherits from. */
function inheritedFrom(element: Element): Element | undefined {
  const parent = slotOf(element) ?? parentOf(element);
  if (parent instanceof ShadowRoot) return hostOf(parent);
  return parent instanceof Element ? parent : undefined;
}

/** The computed value of an element, 0, or of one that it inherits from. */
type ValueAt = (above: number, name: string) => string | undefined;

type Moving = Required<Pick<SeenRules, 'animated' | 'scripted'>>;

/**
 * Properties that running animations of CSS or of scripts set, of the element or of one that it inherits from. A transition ends at the
 * value of the rules.
 * @param around the element and its ancestors, with their styles
 */
function movingIn(around: readonly Element[], valueAt: ValueAt): Moving {
  const found = { animated: [] as Animated[], scripted: [] as Animated[] };
  around.forEach((one, above) => {
    for (const animation of animationsOf(one)) {
      const { effect } = animation;
      const kind = kindOf(animation);
      const progress = effect?.getComputedTiming().progress ?? null;
      if (kind === 'CSSTransition' || progress === null) continue;
      const style = emptyStyle();
      for (const frame of (effect as KeyframeEffect).getKeyframes())
        for (const [name, value] of Object.entries(frame))
          // A style has none of the other fields of a keyframe.
          if (name !== 'offset')
            style.setProperty(
              name.replace(/^css(?=[FO])/, '').replace(/[A-Z]/g, letter => `-${letter}`),
              String(value),
            );
      const names = propertiesOf(style).filter(
        name => above === 0 || (INHERITED.test(name) && valueAt(0, name) === valueAt(above, name)),
      );
      found[kind === 'Animation' ? 'scripted' : 'animated'].push(
        ...names.map((name): Animated => [name, above]),
      );
    }
  });
  return found;
}

/**
 * Properties that a browser computes from others of the element, so that equal declarations may compute to unequal values. The browser's
 * own sheet sets some of them to `normal`.
 */
const OF_OTHERS = /^(?:line-height|caret-color|fill|stroke|text-(?:emphasis-color|shadow)|-webkit-text-)/;

/**
 * Inherited properties that the browser's own sheet sets on these elements, whatever is around them (HTML, Rendering). Their values
 * may equal those of an ancestor by chance.
 */
const OF_BROWSER: readonly (readonly [elements: string, properties: RegExp])[] = [
  [':any-link', /^(?:color|cursor)$/],
  ['mark,dialog,hr,[popover],font[color]', /^color$/],
  ['label', /^cursor$/],
  ['table', /^(?:text-indent|border-)/],
  ['ruby,rt', /^text-indent$/],
  ['th,h1,h2,h3,h4,h5,h6,b,strong,optgroup', /^font-weight$/],
  ['i,em,cite,var,dfn,address', /^font-style$/],
  ['code,kbd,samp,tt,pre,xmp,listing,plaintext', /^font-family$/],
  ['pre,xmp,listing,plaintext,textarea,select,nobr,[nowrap]', /^(?:white-|text-wrap)/],
  ['ul,ol,menu,dir,li[type]', /^list-style-type$/],
  ['caption,center,:is(p,div,h1,h2,h3,h4,h5,h6,td,th,tr,tbody,thead,tfoot)[align]', /^text-align$/],
  ['[dir],bdi', /^direction$/],
  ['input,select,button,textarea', /^(?:color|cursor|font-|letter-|line-|text-|word-)/],
];

/** Presentation attributes of SVG have the names of their properties. */
const isOfBrowser = (element: Element, property: string): boolean =>
  OF_BROWSER.some(([elements, properties]) => properties.test(property) && isMatch(element, elements)) ||
  (element instanceof SVGElement && hasAttribute(element, property));

/**
 * Declarations that an element does not inherit, because the browser's own sheet or an attribute such as `dir` sets the property. Its
 * value then differs from that of the declaring ancestor.
 * @param around the element and its ancestors, with their styles
 */
function unruledIn(
  around: readonly Element[],
  valueAt: ValueAt,
  rules: readonly SeenRule[],
  apart: ReadonlySet<string>,
): string[] {
  const nearest = new Map<string, number>();
  // An element's own declaration does not count if it leaves the property to the browser.
  for (const { names, above, reverts = [], skips = [] } of rules.filter(rule => rule.above > 0))
    for (const name of names) {
      const plain = name.replace('!', '');
      if (!reverts.includes(plain) && !skips.includes(plain))
        nearest.set(plain, Math.min(above, nearest.get(plain) ?? above));
    }
  const unset = nearest.get('all') ?? Infinity;
  return [...nearest].flatMap(([name, declared]) => {
    const above = name.startsWith('--') ? declared : Math.min(declared, unset);
    const [own, inherited] = [valueAt(0, name), valueAt(above, name)];
    const isInherited = !apart.has(name) && (own === inherited || (own !== 'normal' && OF_OTHERS.test(name)));
    return isInherited && !around.slice(0, above).some(each => isOfBrowser(each, name)) ? [] : [name];
  });
}

/** Computed values, as many as fit. WebKit expands `all` to some 500 longhands. */
function valuesOf(element: Element, names: readonly string[], room: number): (readonly [string, string])[] {
  const style = getComputedStyle(element);
  let left = room;
  return names
    .map((name): readonly [string, string] => [name, clipped(style.getPropertyValue(name), LONGEST_VALUE)])
    .filter(each => (left -= JSON.stringify(each).length) > 0);
}

function rulesOf(element: Element, host: PickerHost): SeenRules {
  const sheets = new Sheets(host);
  const rules: SeenRule[] = [];
  const ancestors: (readonly [name: string, node: number])[] = [];
  const around: Element[] = [];
  for (let at: Element | undefined = element; at; at = inheritedFrom(at)) {
    const found = host.numberOf(at);
    around.push(at);
    if (at !== element) ancestors.push([nameOf(at), found?.exact ? found.node : -1]);
    rules.push(...new Finder(at, ancestors.length, sheets).find());
    if (ancestors.length === MOST_ANCESTORS) break;
  }
  let size = JSON.stringify(rules).length;
  for (; size > MOST_OF_RULES && rules.length > 0;) size -= JSON.stringify(rules.pop()).length;
  const styles = around.map(each => getComputedStyle(each));
  const valueAt: ValueAt = (above, name) => styles[above]?.getPropertyValue(name);
  const moving = movingIn(around, valueAt);
  // The server needs the first two to know which side `margin-inline-start` is.
  const names = new Set([
    'writing-mode',
    'direction',
    ...rules.flatMap(rule =>
      rule.names.map(name => name.replace(/^!/, '')).filter(name => rule.above === 0 || name !== 'all'),
    ),
    ...moving.animated.map(([name]) => name),
  ]);
  const values = valuesOf(element, [...names].slice(0, MOST_NAMES), MOST - size);
  const { origins, unreadable } = sheets;
  return {
    name: nameOf(element),
    sheets: origins.slice(0, MOST_SHEETS),
    rules,
    ancestors,
    values,
    ...moving,
    unruled: unruledIn(around, valueAt, rules, sheets.apart).slice(0, MOST_NAMES),
    unreadable: unreadable.size,
  };
}

function whichSet(
  property: string,
  declarations: readonly (readonly [name: string, value: string])[],
): boolean[] {
  const style = emptyStyle();
  return declarations.map(([name, value]) => {
    style.cssText = '';
    // A custom property may be empty; without the space, `setProperty` would remove it.
    style.setProperty(name, value || ' ');
    const set = propertiesOf(style);
    return (
      set.includes(property) || (set.includes('all') && !/^(?:--|direction$|unicode-bidi$)/.test(property))
    );
  });
}

parts.rules = { rulesOf, whichSet };
