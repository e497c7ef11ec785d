import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { Place } from '../../protocol/place';
import type { ListedProperty, ListedRule, ListedRules, Placeless } from '../../protocol/pageRules';

/** The choice in the list of rules: a place, or a property whose declaration is wanted. */
export type Choice = { readonly place: Place } | { readonly property: string };

type RuleItem = QuickPickItem & { readonly choice?: { readonly place: Place } | 'properties' };
type PropertyItem = QuickPickItem & { readonly property: string };

/** The most property names in a line. */
const MOST_NAMES = 6;

/** Escapes text of a page: `$(name)` would be an icon. */
const plain = (text: string): string => text.replaceAll('$(', '\\$(').replaceAll(/\s+/g, ' ');

const labelOf = ({ path, start }: Place): string =>
  `${path.slice(path.lastIndexOf('/') + 1)}:${start.line + 1}`;

/** Asks for a rule of an element, or for a property and so for its winning declaration; undefined for neither. */
export async function chooseRule(listed: ListedRules): Promise<Choice | undefined> {
  const placeHolder = l10n.t('CSS rules of {0}, the strongest first', listed.name);
  const picked = await window.showQuickPick(ruleItems(listed), { placeHolder, matchOnDescription: true });
  if (picked?.choice !== 'properties') return picked?.choice;
  const property = await window.showQuickPick(listed.properties.map(propertyItem), {
    placeHolder: l10n.t('Show the declaration of which property?'),
    matchOnDescription: true,
  });
  return property && { property: property.property };
}

function ruleItems(listed: ListedRules): readonly RuleItem[] {
  const { name, place, exact, isRead = false, rules, properties, unreadable } = listed;
  const near = isRead
    ? l10n.t('This element is inside the one that is shown.')
    : l10n.t('made by a script; this is the nearest element in the source');
  const element = place
    ? [
        {
          label: `$(code) ${plain(name)}`,
          description: plain(labelOf(place)),
          detail: exact ? '' : near,
          choice: { place },
        },
      ]
    : [];
  const why = {
    label: `$(question) ${l10n.t('Why this value?')}`,
    description: l10n.t('pick a property'),
    choice: 'properties' as const,
  };
  return [
    ...element,
    ...(properties.length > 0 ? [why] : []),
    ...separator(l10n.t('Rules')),
    ...rules.map(ruleItem),
    ...(unreadable > 0
      ? separator(l10n.t('{0} style sheets of other origins cannot be read', unreadable))
      : []),
  ];
}

function ruleItem({ selector, around, place, placeless, wins }: ListedRule, index: number): RuleItem {
  const where = place ? labelOf(place) : placelessText(placeless ?? 'script');
  const first = index === 0 ? l10n.t('wins') : '';
  return {
    label: `$(symbol-ruler) ${plain(selector)}`,
    description: plain([where, first].filter(Boolean).join(' · ')),
    detail: plain([...around, effectOf(wins)].join(' · ')),
    ...(place ? { choice: { place } } : {}),
  };
}

function effectOf(wins: readonly string[]): string {
  if (wins.length === 0) return l10n.t('overridden');
  const names = wins.slice(0, MOST_NAMES).join(', ');
  return l10n.t('sets {0}', wins.length > MOST_NAMES ? `${names}, …` : names);
}

function propertyItem({ name, value, from, selector }: ListedProperty): PropertyItem {
  return {
    label: plain(name),
    description: plain(value),
    detail: plain(from === undefined ? selector : l10n.t('{0}, inherited from {1}', selector, from)),
    property: name,
  };
}

function placelessText(why: Placeless): string {
  switch (why) {
    case 'constructed':
      return l10n.t('made by a script, in no file');
    case 'script':
      return l10n.t('made or changed by a script');
    case 'foreign':
      return l10n.t('not from a file that Porthole serves');
    default:
      return why satisfies never;
  }
}

function separator(label: string): readonly RuleItem[] {
  return [{ label, kind: QuickPickItemKind.Separator }];
}
