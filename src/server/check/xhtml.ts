import { type Attribute, Attributes, isRead } from './attributes';
import type { Finding, Markup } from './markup';

/** A comment, CDATA, an instruction, a doctype, an end tag, or a start tag with its attributes. */
const TOKEN =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<![^>[]*(?:\[[^\]]*\])?[^>]*>|<\/([^\s<>]+)\s*>|<([^\s/<>!?]+)((?:\s+[^\s=/<>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=/<>]+)\s*=\s*("[^"]*"|'[^']*')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Reads an XHTML document: in XML each element is closed by its own end tag, or by itself. Pure. */
export function readXhtml(text: string): Markup {
  const attributes = new Attributes(text);
  const findings: Finding[] = [];
  const open: Open[] = [];
  const found = (rule: string, { name, start, end }: Open): void => {
    findings.push({ code: 'html', rule, name, range: { start, end } });
  };
  for (const { 0: tag, 1: ending, 2: name, 3: given = '', 4: slash, index } of text.matchAll(TOKEN)) {
    const place = { start: index, end: index + tag.length };
    if (ending !== undefined) {
      const at = open.findLastIndex(each => each.name === ending);
      if (at < 0) found('stray-end-tag', { name: ending, ...place });
      else for (const each of open.splice(at).slice(1)) found('unclosed-element', each);
    } else if (name !== undefined) {
      const read = attributesOf(given, index + 1 + name.length);
      const isPosted = (): boolean =>
        read.some(each => /^(?:form)?method$/.test(each.name) && /^post$/i.test(each.value));
      for (const each of read) if (isRead(each.name)) attributes.add(name, each, isPosted);
      if (slash === '') open.push({ name, ...place });
    }
  }
  for (const each of open) found('unclosed-element', each);
  const { base, doubles, references, targets } = attributes;
  const all = [...findings, ...doubles].toSorted((a, b) => a.range.start - b.range.start);
  return { base, references, targets, styles: [], findings: all };
}

function attributesOf(given: string, start: number): Attribute[] {
  return [...given.matchAll(ATTRIBUTE)].map(({ 0: whole, 1: name = '', 2: quoted = '', index }) => ({
    name,
    value: quoted
      .slice(1, -1)
      .replace(/&(amp|lt|gt|quot|apos);/g, (entity, key: string) => ENTITIES[key] ?? entity),
    range: { start: start + index, end: start + index + whole.length },
  }));
}
