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

export const KINDS = [
  'text',
  'attribute',
  'class',
  'style',
  'element',
  'stylesheet',
  'picture',
  'script',
] as const;
export type Kind = (typeof KINDS)[number];
type InMarkup = Exclude<Kind, 'stylesheet' | 'picture' | 'script'>;

const FILES: Readonly<Partial<Record<Kind, RegExp>>> = {
  stylesheet: /(?:^|[\\/])(?:page|styles|style|main)\.css$/,
  picture: /^page\.svg$/,
  script: /^page\.js$/,
};

/** The file of a site that an edit of a kind changes; undefined where there is none. */
export function fileOf(kind: Kind, names: readonly string[]): string | undefined {
  const pattern = FILES[kind];
  return pattern ? names.find(name => pattern.test(name)) : 'index.html';
}

/** Source whose scripts, styles, templates and head are blanked, so that edits skip them; positions stay. */
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

const PATTERNS: Readonly<Record<InMarkup, RegExp>> = {
  text: />([^<>]*[a-z]{3}[^<>]*)</gi,
  attribute: /\s((?:title|alt|href|placeholder|aria-label|data-[\w-]+|id|variant|summary)="[^"]*")/gi,
  class: /\sclass="([^"]+)"/gi,
  style: /(<(?:p|h\d|li|em|button|section|img|a)(?=[\s>])[^>]*)>/gi,
  element: /(<(li|p|h[1-6]|em|button|option)(?:\s[^<>]*)?>[^<>]*<\/\2>)/gi,
};

/** The source after one random edit of a kind; undefined when it has no place for one. */
export function edited(source: string, kind: Kind, random: () => number): string | undefined {
  const number = Math.floor(random() * 1000);
  if (kind === 'stylesheet') return restyled(source, number % 5);
  if (kind === 'picture') return source.replace(/width="\d+"/, `width="${10 + (number % 50)}"`);
  if (kind === 'script') return source.replace(/\d+/, String(number));
  return editedMarkup(source, kind, number, random);
}

function editedMarkup(
  source: string,
  kind: InMarkup,
  number: number,
  random: () => number,
): string | undefined {
  const found = places(source, PATTERNS[kind]);
  const place = found[Math.floor(random() * found.length)];
  if (!place) return undefined;
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

/** A rule with a visible effect comes last. */
const restyled = (sheet: string, space: number): string =>
  `${sheet.replace(/\np, li \{ letter-spacing[^]*$/, '')}\np, li { letter-spacing: ${space}px }\n`;

/** The part of a text that an edit changed. */
export function changed(old: string, text: string): string {
  let start = 0;
  while (start < old.length && old[start] === text[start]) start++;
  return `…${text.slice(Math.max(0, start - 60), start + 60)}…`;
}
