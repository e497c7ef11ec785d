import type { Operation, Placed } from '../../../protocol/page';
import { isScript } from '../../diff/startup';
import { attributeOf, type TreeNode } from '../../diff/sourceTree';
import { wordsOf, type Words } from './scriptWords';

/** Names that elements gain or lose; `true` if a form or a collection may have the name as a property. */
type Names = Map<string, boolean>;

const FIELDS = /^(?:input|select|textarea|button|output|fieldset|object|img|form|iframe|embed)$/;
const NAME = /^[\w$-]+$/;

function add(names: Names, element: string, attribute: string, value: string | null | undefined): void {
  if (!value || !NAME.test(value)) return;
  names.set(value, names.get(value) === true || attribute === 'name' || FIELDS.test(element));
}

const NONE: ReadonlySet<number> = new Set();

function addGone(names: Names, node: TreeNode, moved: ReadonlySet<number>): void {
  if (moved.has(node.number)) return;
  for (const attribute of ['id', 'name']) add(names, node.name, attribute, attributeOf(node, attribute));
  for (const kid of node.kids) addGone(names, kid, moved);
}

function addNew(names: Names, placed: Placed, moved: Set<number>): void {
  if (typeof placed === 'number') return void moved.add(placed);
  if (typeof placed === 'string' || placed.length === 2) return;
  const [name, attributes, kids] = placed;
  for (let at = 0; at < attributes.length; at += 2)
    if (attributes[at] === 'id' || attributes[at] === 'name')
      add(names, name, attributes[at] ?? '', attributes[at + 1]);
  for (const kid of kids) addNew(names, kid, moved);
}

/**
 * The names that operations give to elements, take from them, or move. Moves count: a script may have asked for the parent or the
 * order.
 */
export function namesIn(operations: readonly Operation[], nodes: readonly TreeNode[]): Names {
  const names: Names = new Map();
  const moved = new Set<number>();
  const gone: TreeNode[] = [];
  for (const [kind, number, what, value] of operations) {
    const node = nodes[number];
    if (!node) continue;
    if (kind === 'attribute' && (what === 'id' || what === 'name'))
      for (const each of [value, attributeOf(node, what)]) add(names, node.name, what, each);
    if (kind !== 'kids') continue;
    for (const [from, drop, put] of what) {
      gone.push(...node.kids.slice(from, from + drop));
      for (const placed of put) addNew(names, placed, moved);
    }
  }
  for (const node of gone) addGone(names, node, moved);
  for (const number of moved) {
    const node = nodes[number];
    if (node) addGone(names, node, NONE);
  }
  return names;
}

/** Access to a form's field by its number: no page can watch that. */
const NUMBERED = /(?:\bf|[a-z]F)orm\w*["'`)]*(?:\[[^\]]*\]|\.\w+)?\[\s*(?:\d|\w+\s*\])/;

type Is = (element: string, attributes: readonly string[]) => boolean;

const isPlaced = (placed: Placed, is: Is): boolean =>
  typeof placed !== 'number' &&
  typeof placed !== 'string' &&
  placed.length > 2 &&
  (is(placed[0], placed[1] as readonly string[]) ||
    (placed[2] as readonly Placed[]).some(kid => isPlaced(kid, is)));

const isIn = (node: TreeNode | undefined, is: Is): boolean =>
  node !== undefined && (is(node.name, node.attributes) || node.kids.some(kid => isIn(kid, is)));

/** Whether operations put in such an element, move it, or take it out. */
const moves = (operations: readonly Operation[], nodes: readonly TreeNode[], is: Is): boolean =>
  operations.some(
    ([kind, number, what]) =>
      kind === 'kids' &&
      what.some(
        ([from, drop, put]) =>
          put.some(placed => (typeof placed === 'number' ? isIn(nodes[placed], is) : isPlaced(placed, is))) ||
          nodes[number]?.kids.slice(from, from + drop).some(kid => isIn(kid, is)),
      ),
  );

/** Whether operations move fields, so that others get their numbers in the form. */
export const movesFields = (operations: readonly Operation[], nodes: readonly TreeNode[]): boolean =>
  moves(operations, nodes, element => FIELDS.test(element));

/** Whether another element may have the focus when the page is loaded. */
export const movesFocus = (operations: readonly Operation[], nodes: readonly TreeNode[]): boolean =>
  operations.some(([kind, , what]) => kind === 'attribute' && what === 'autofocus') ||
  moves(operations, nodes, (_, attributes) =>
    attributes.some((name, at) => at % 2 === 0 && name === 'autofocus'),
  );

export const asksByNumber = (scripts: readonly string[]): boolean =>
  scripts.some(script => NUMBERED.test(script));

/** Properties that elements, events and records have anyway: alone they say little. */
const COMMON =
  /^(?:id|name|title|type|value|text|label|lang|dir|hidden|style|data|content|src|href|rel|target|action|method|checked|selected|disabled|length|options|index|size|width|height|color|status|state|key|code|message|date|time|url|path|filter|sort|search|page|start|end|open|close|focus|click|reset|submit|parent|children|element|item|email|phone|query|q)$/;

/** The words by which a script may find a form: its own name, or one of those that the document gives it. */
function formsIn(nodes: readonly TreeNode[]): RegExp {
  const names = nodes.flatMap(node =>
    node.name === 'form'
      ? ['id', 'name', 'class'].flatMap(name => (attributeOf(node, name) ?? '').split(/\s+/))
      : [],
  );
  const known = names.filter(name => NAME.test(name)).map(name => name.replaceAll('$', '\\$'));
  return new RegExp(['form', 'submit', 'elements', 'namedItem', ...known].join('|'), 'i');
}

/** The words of scripts, by their text: most edits ask for the same. */
const read = new Map<string, Words>();
const MOST_READ = 64;

function wordsIn(script: string): Words {
  const known = read.get(script) ?? wordsOf(script);
  read.delete(script);
  read.set(script, known);
  const [oldest] = read.keys();
  if (read.size > MOST_READ && oldest !== undefined) read.delete(oldest);
  return known;
}

/** A name that a script puts together: in a bracket, a text before a sign of addition, or a template. */
const PUT_TOGETHER = /\[\s*(?:(["'])[^"'\n]*\1\s*\+|`[^`]*\$\{)/;

/** The window or the document by another name: as an argument, or the value of a variable. */
const ALIASED = /(?:(?<![=!])=|[(,])\s*(?:window|self|globalThis|document)\b(?!\s*[.[(?=!&|:])/;
/** Collections, which have their elements as properties by id and name (DOM, "supported property names"). */
const COLLECTION =
  /\.\s*(?:getElementsBy\w+|children|forms|elements|options|rows|cells|tBodies|images|links|anchors|embeds|scripts|areas|all)\b/;
/** Calls that list the names that an object has, also those that no loop shows. */
const LISTS_NAMES = /\b(?:getOwnProperty(?:Names|Descriptors)|ownKeys)\b/;
/** Characters from which on a script is a library, which calls the window by a short name and means its own properties. */
const LIBRARY = 20_000;

interface Script {
  readonly script: string;
  /** Whether the script builds names from parts: then it need not contain the whole name. */
  readonly puts: boolean;
  readonly isAliased: boolean;
  /** Whether the script has collections, and lists of names. */
  readonly collects: boolean;
  readonly lists: boolean;
}

/**
 * Whether a script may ask for an element by its name alone: as a global variable, or as a property of the window, document, form or a
 * collection (HTML, "named access on the Window object").
 */
function mentions(
  { script, puts, isAliased, collects, lists }: Script,
  name: string,
  isProperty: boolean,
  forms: RegExp,
): boolean {
  if (collects && lists) return true;
  if (!puts && !script.includes(name)) return false;
  const { free, owned, properties, texts, beginnings, isComputed } = wordsIn(script);
  if ([...beginnings].some(beginning => beginning !== '' && name.startsWith(beginning))) return true;
  if (free.has(name) || owned.has(name) || (isComputed && texts.has(name))) return true;
  if (!properties.has(name) && !texts.has(name)) return false;
  const isCollected = collects && properties.has(name);
  if (!COMMON.test(name)) return isAliased || isCollected || isProperty;
  return isProperty && (isCollected || forms.test(script));
}

/** Code in the document: scripts, and event handler attributes. */
export function codeIn(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap(node => {
    if (node.kind !== 'element') return [];
    const code = isScript(node) ? node.kids.map(({ text }) => text) : [];
    for (let at = 0; at < node.attributes.length; at += 2)
      if (node.attributes[at]?.startsWith('on')) code.push(node.attributes[at + 1] ?? '');
    return code;
  });
}

/** Characters above which a script is not read: it would block the thread for too long. */
const LARGEST = 2_000_000;

/** The first of the names that a script mentions; undefined for none. */
export function nameInScripts(
  names: Names,
  nodes: readonly TreeNode[],
  scripts: readonly string[],
): string | undefined {
  const [first] = names.keys();
  if (first === undefined) return undefined;
  if (scripts.some(({ length }) => length > LARGEST)) return first;
  const forms = formsIn(nodes);
  const all = scripts.map(script => ({
    script,
    puts: PUT_TOGETHER.test(script),
    isAliased: script.length < LIBRARY && ALIASED.test(script),
    collects: script.length < LIBRARY && COLLECTION.test(script),
    lists: LISTS_NAMES.test(script),
  }));
  return [...names].find(([name, isProperty]) =>
    all.some(script => mentions(script, name, isProperty, forms)),
  )?.[0];
}
