/** A number from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Box {
  readonly tag: string;
  attributes: Record<string, string>;
  kids: (Box | string)[];
}

const TAGS = [
  'div',
  'p',
  'section',
  'ul',
  'li',
  'span',
  'b',
  'em',
  'table',
  'tr',
  'td',
  'main',
  'label',
  'details',
  'template',
  'svg',
  'a',
  'pre',
  'h2',
  'textarea',
  'dl',
  'dd',
  'custom-one',
];
const NAMES = [
  'class',
  'title',
  'data-x',
  'style',
  'hidden',
  'open',
  'value',
  'lang',
  '@click',
  'aria-label',
  'xlink:href',
];
const VALUES = ['one', 'two three', 'color: red', '', '&lt;"', 'ünïcödé', '1'];
const TEXTS = [
  'word',
  'more words',
  ' ',
  '\n    ',
  'a &amp; b',
  '<!-- note -->',
  '<br>',
  '<img alt="x">',
  'tail\n',
  '<input value="v">',
  '&nbsp;',
  '<p>loose',
  '<hr/>',
  '<select><option>one<option>two</select>',
  '<form><button>b</button></form>',
];

/** A page that an author changes at random; its source is mostly, but not always, careful. */
export class RandomPage {
  private readonly root: Box = { tag: 'body', attributes: {}, kids: [] };
  private count = 0;

  constructor(private readonly random: () => number) {
    for (let i = 0; i < 40; i++) this.insert();
  }

  source(mark: number): string {
    const head = `<meta charset="utf-8"><title>page ${mark}</title><style>b { order: ${mark} }</style>`;
    this.root.attributes['data-mark'] = String(mark);
    return `<!doctype html>\n<html><head>${head}</head>\n${render(this.root)}\n</html>\n`;
  }

  /** One edit of one kind. */
  edit(): void {
    const edits = [
      () => this.insert(),
      () => this.insert(),
      () => this.remove(),
      () => this.move(),
      () => this.wrap(),
      () => this.attribute(),
      () => this.attribute(),
      () => this.text(),
      () => this.swap(),
    ];
    this.pick(edits)();
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  private boxes(): Box[] {
    const below = (box: Box): Box[] => [
      box,
      ...box.kids.flatMap(kid => (typeof kid === 'string' ? [] : below(kid))),
    ];
    return below(this.root);
  }

  private place(): [Box, number] {
    const box = this.pick(this.boxes());
    return [box, Math.floor(this.random() * (box.kids.length + 1))];
  }

  private insert(): void {
    const [box, at] = this.place();
    const attributes: Record<string, string> = this.random() < 0.4 ? { id: `n${this.count++}` } : {};
    const fresh: Box = { tag: this.pick(TAGS), attributes, kids: [this.pick(TEXTS)] };
    box.kids.splice(at, 0, this.random() < 0.3 ? this.pick(TEXTS) : fresh);
  }

  private remove(): void {
    const [box, at] = this.place();
    // A page that has become too small would test nothing.
    if (this.boxes().length > 15) box.kids.splice(at, 1);
  }

  private move(): void {
    const [box, at] = this.place();
    const [kid] = box.kids.splice(at, 1);
    const [to, place] = this.place();
    to.kids.splice(place, 0, kid ?? 'word');
  }

  private wrap(): void {
    const [box, at] = this.place();
    const kid = box.kids[at];
    if (kid === undefined) return;
    if (typeof kid !== 'string' && this.random() < 0.5) box.kids.splice(at, 1, ...kid.kids);
    else box.kids[at] = { tag: this.pick(TAGS), attributes: {}, kids: [kid] };
  }

  private attribute(): void {
    const { attributes } = this.pick(this.boxes());
    const name = this.pick(NAMES);
    if (name in attributes && this.random() < 0.5) delete attributes[name];
    else attributes[name] = this.pick(VALUES);
  }

  private text(): void {
    const [box, at] = this.place();
    const kid = box.kids[at];
    if (typeof kid === 'string') box.kids[at] = `${kid.slice(0, 2)}${this.pick(TEXTS)}`;
    else box.kids.splice(at, 0, this.pick(TEXTS));
  }

  private swap(): void {
    const { kids } = this.pick(this.boxes());
    kids.reverse();
  }
}

/** Chromium makes an element of a form in a template's table; by the standard (HTML, "in table") there is none. */
const withoutForms = (text: string): string => text.replace(/<\/?form>/g, '');

function render(box: Box, within = ''): string {
  const attributes = Object.entries(box.attributes).map(
    ([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`,
  );
  const inside = within === 'template' ? within : box.tag;
  const textOf = (text: string): string => (inside === 'template' ? withoutForms(text) : text);
  const kids = box.kids.map(kid => (typeof kid === 'string' ? textOf(kid) : render(kid, inside)));
  return `<${box.tag}${attributes.join('')}>${kids.join('')}</${box.tag}>`;
}
