/** A pseudo-random number generator with a seed that can be printed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const KINDS = ['text', 'attribute', 'class', 'style', 'element', 'stylesheet'] as const;
export type Kind = (typeof KINDS)[number];

/** Source with its scripts, styles, templates and head blanked, so that an edit finds none of it; positions stay. */
const bare = (source: string): string =>
  source.replace(
    /<head[\s>][^]*?<\/head>|<script[^]*?<\/script>|<style[^]*?<\/style>|<svg[^]*?<\/svg>|<!--[^]*?-->/gi,
    part => ' '.repeat(part.length),
  );

interface Place {
  readonly at: number;
  readonly text: string;
}

function places(source: string, pattern: RegExp): Place[] {
  return [...bare(source).matchAll(pattern)].map(match => ({
    at: match.index + match[0].indexOf(match[1] ?? ''),
    text: match[1] ?? '',
  }));
}

const put = (source: string, { at, text }: Place, by: string): string =>
  source.slice(0, at) + by + source.slice(at + text.length);

const PATTERNS: Readonly<Record<Exclude<Kind, 'stylesheet'>, RegExp>> = {
  text: />([^<>]*[a-z]{3}[^<>]*)</gi,
  attribute: /\s((?:title|alt|href|placeholder|aria-label|data-[\w-]+|id|variant|summary)="[^"]*")/gi,
  class: /\sclass="([^"]+)"/gi,
  style: /(<(?:p|h\d|li|em|button|section|img|a)(?=[\s>])[^>]*)>/gi,
  element: /(<(li|p|h[1-6]|em|button|option)(?:\s[^<>]*)?>[^<>]*<\/\2>)/gi,
};

/** The source after one random edit of a kind; undefined when it has no place for one. */
export function edited(
  source: string,
  kind: Exclude<Kind, 'stylesheet'>,
  random: () => number,
): string | undefined {
  const found = places(source, PATTERNS[kind]);
  const place = found[Math.floor(random() * found.length)];
  if (!place) return undefined;
  const number = Math.floor(random() * 1000);
  switch (kind) {
    case 'text':
      return put(
        source,
        place,
        place.text.replace(/[a-z]{3,}/i, word => `${word}${number}`),
      );
    case 'attribute':
      return put(source, place, place.text.replace(/"$/, `${number}"`));
    case 'class':
      return put(
        source,
        place,
        random() < 0.5 ? `${place.text} extra${number}` : place.text.replace(/ extra\d+/g, ''),
      );
    case 'style':
      return place.text.includes('style=')
        ? undefined
        : put(source, place, `${place.text.replace(/\/$/, '')} style="padding-left: ${number % 20}px"`);
    case 'element':
      return put(
        source,
        place,
        random() < 0.5 ? '' : `${place.text}\n${place.text.replace(/ id="[^"]*"/, '')}`,
      );
    default:
      return kind satisfies never;
  }
}

/** A style sheet after one random edit: a rule that shows comes last. */
export const restyled = (sheet: string, random: () => number): string =>
  `${sheet.replace(/\np, li \{ letter-spacing[^]*$/, '')}\np, li { letter-spacing: ${Math.floor(random() * 5)}px }\n`;
