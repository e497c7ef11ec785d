import type { Slices } from '../routes/slices';
import { type Attribute, Attributes, isRead } from './attributes';
import { type Finding, type Markup, MOST_FINDINGS } from './markup';

/**
 * A comment, CDATA, an instruction, a doctype, an end tag, or a start tag with its attributes. The first four, without their end, take
 * everything they have read: reading it again from each possible start would take minutes.
 */
const TOKEN =
  /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<\?[^]*?(?:\?>|$)|<![^>[]*(?:\[[^\]]*\]?)?[^>]*>?|<\/([^\s<>]+)\s*>|<([^\s/<>!?]+)((?:\s+[^\s=/<>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=/<>]+)\s*=\s*("[^"]*"|'[^']*')/g;
/** XML's own entities. The ampersand's is the last: the text that it leaves is no entity. */
const ENTITIES = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
] as const;

interface Open {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The open elements, and the mistakes in how elements are closed. */
class OpenElements {
  readonly findings: Finding[] = [];
  private readonly open: Open[] = [];
  /** Number of open elements by name: searching all of them at each stray end tag would be quadratic. */
  private readonly counts = new Map<string, number>();

  begin(element: Open): void {
    this.open.push(element);
    this.count(element, 1);
  }

  end(element: Open): void {
    if ((this.counts.get(element.name) ?? 0) === 0) return this.found('stray-end-tag', element);
    for (;;) {
      const last = this.open.pop();
      if (!last) return;
      this.count(last, -1);
      if (last.name === element.name) return;
      this.found('unclosed-element', last);
    }
  }

  /** The document has ended. */
  finish(): void {
    for (const each of this.open) this.found('unclosed-element', each);
  }

  private count({ name }: Open, by: 1 | -1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  private found(rule: string, { name, start, end }: Open): void {
    if (this.findings.length < MOST_FINDINGS)
      this.findings.push({ code: 'html', rule, name, range: { start, end } });
  }
}

/** Reads an XHTML document: in XML each element is closed by its own end tag, or by itself. */
export async function readXhtml(text: string, slices: Slices): Promise<Markup> {
  const attributes = new Attributes(text);
  const elements = new OpenElements();
  for (const { 0: tag, 1: ending, 2: name, 3: given = '', 4: slash, index } of text.matchAll(TOKEN)) {
    if (slices.isOver(tag.length)) await slices.next();
    const place = { start: index, end: index + tag.length };
    if (ending !== undefined) {
      attributes.close(ending);
      elements.end({ name: ending, ...place });
    } else if (name !== undefined) {
      const read = await attributesOf(given, index + 1 + name.length, slices);
      attributes.open(name, read);
      for (const each of read) if (isRead(each.name)) attributes.add(name, each);
      if (slash === '') elements.begin({ name, ...place });
    }
  }
  elements.finish();
  const references = await attributes.all(slices);
  const { base, doubles, targets } = attributes;
  const all = [...elements.findings, ...doubles].toSorted((a, b) => a.range.start - b.range.start);
  return { base, references, targets, styles: [], scripts: [], findings: all };
}

async function attributesOf(given: string, start: number, slices: Slices): Promise<Attribute[]> {
  const attributes: Attribute[] = [];
  for (const { 0: whole, 1: name = '', 2: quoted = '', index } of given.matchAll(ATTRIBUTE)) {
    if (slices.isOver(whole.length)) await slices.next();
    attributes.push({
      name,
      value: withoutEntities(quoted.slice(1, -1)),
      range: { start: start + index, end: start + index + whole.length },
    });
  }
  return attributes;
}

/** Without a function for each entity: 200,000 calls would hold requests up. */
function withoutEntities(value: string): string {
  return ENTITIES.reduce((text, [entity, character]) => text.replaceAll(entity, character), value);
}
