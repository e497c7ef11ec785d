import type { SeenRule, SeenRules, SheetOrigin } from '../../../protocol/rules';
import { hostOf, parentOf } from '../../own/dom';
import { addressOfSheet, propertiesOf } from '../../own/sheets';
import type { PickerHost } from '../host';
import { clipped, Finder, type SheetList } from './finder';
import { nameOf } from './targets';

/** Characters of a message: three bytes each stay below the largest that the channel takes. */
const MOST = 80_000;
const LONGEST_VALUE = 300;
/** Ancestors that are asked for what an element inherits. */
const MOST_ANCESTORS = 40;

/** The sheets that rules stand in, by their origin. */
class Sheets implements SheetList {
  readonly unreadable = new Set<CSSStyleSheet>();
  readonly origins: SheetOrigin[] = [];
  private readonly known = new Map<CSSStyleSheet, number>();

  constructor(private readonly host: PickerHost) {}

  add(sheet: CSSStyleSheet, owner: Element | null): number {
    const known = this.known.get(sheet) ?? this.origins.push(this.originOf(sheet, owner)) - 1;
    this.known.set(sheet, known);
    return known;
  }

  private originOf(sheet: CSSStyleSheet, owner: Element | null): SheetOrigin {
    const address = addressOfSheet(sheet);
    if (address !== null) return clipped(this.host.pathOf(address)) || 'foreign';
    if (!owner) return 'constructed';
    const found = this.host.numberOf(owner);
    return found?.exact ? found.node : 'script';
  }
}

/** The element that another inherits from. */
function inheritedFrom(element: Element): Element | undefined {
  const parent = element.assignedSlot ?? parentOf(element);
  if (parent instanceof ShadowRoot) return hostOf(parent);
  return parent instanceof Element ? parent : undefined;
}

/** Properties that running animations set: those of CSS, or those of scripts. A transition ends at what the rules say. */
function animatedIn(element: Element, byScript: boolean): string[] {
  const { style } = document.createElement('p');
  for (const animation of element.getAnimations()) {
    const { effect } = animation;
    const kind = Object.prototype.toString.call(animation).slice(8, -1);
    if (kind === 'CSSTransition' || byScript !== (kind === 'Animation')) continue;
    const progress = effect?.getComputedTiming().progress ?? null;
    if (progress === null) continue;
    for (const frame of (effect as KeyframeEffect).getKeyframes())
      for (const [name, value] of Object.entries(frame))
        if (!/^(?:computedO|o)ffset$|^easing$|^composite$/.test(name))
          style.setProperty(
            name.replace(/^css(?=[FO])/, '').replace(/[A-Z]/g, letter => `-${letter}`),
            String(value),
          );
  }
  return propertiesOf(style);
}

/** All rules that match an element, and those of its ancestors that it inherits from. */
export function rulesOf(element: Element, host: PickerHost): SeenRules {
  const sheets = new Sheets(host);
  const rules: SeenRule[] = [];
  const ancestors: (readonly [name: string, node: number])[] = [];
  for (let at: Element | undefined = element; at; at = inheritedFrom(at)) {
    const found = host.numberOf(at);
    if (at !== element) ancestors.push([nameOf(at), found?.exact ? found.node : -1]);
    rules.push(...new Finder(at, ancestors.length, sheets).find());
    if (ancestors.length === MOST_ANCESTORS) break;
  }
  for (let size = JSON.stringify(rules).length; size > MOST && rules.length > 0;)
    size -= JSON.stringify(rules.pop()).length;
  const [animated, scripted] = [animatedIn(element, false), animatedIn(element, true)];
  // By the first two the server knows which side `margin-inline-start` is.
  const names = new Set([
    'writing-mode',
    'direction',
    ...rules.flatMap(rule => rule.names.map(name => name.replace(/^!/, ''))),
    ...animated,
  ]);
  const style = getComputedStyle(element);
  const values = [...names].slice(0, LONGEST_VALUE).map((name): readonly [string, string] => {
    const value = clipped(style.getPropertyValue(name), LONGEST_VALUE);
    return [name, value];
  });
  const { origins, unreadable } = sheets;
  return {
    name: nameOf(element),
    sheets: origins,
    rules,
    ancestors,
    values,
    animated,
    scripted,
    unreadable: unreadable.size,
  };
}

/** Which of some declarations this browser understands as ones of a property, be it by a shorthand. */
export function whichSet(
  property: string,
  declarations: readonly (readonly [name: string, value: string])[],
): boolean[] {
  const { style } = document.createElement('p');
  return declarations.map(([name, value]) => {
    style.cssText = '';
    style.setProperty(name, value);
    const set = propertiesOf(style);
    return (
      set.includes(property) || (set.includes('all') && !/^(?:--|direction$|unicode-bidi$)/.test(property))
    );
  });
}
