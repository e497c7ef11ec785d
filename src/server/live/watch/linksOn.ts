import { readlinkSync } from 'node:fs';
import path from 'node:path';

/** Linux follows no more links in one path. */
const MOST = 40;

/** The links that an absolute path passes through, in order, including links behind links. Never throws. */
export function linksOn(file: string): string[] {
  const links: string[] = [];
  let { at, names } = split(file);
  while (names.length > 0 && links.length < MOST) {
    const next = path.join(at, names[0] ?? '');
    const target = targetOf(next);
    const rest = names.slice(1);
    if (target === undefined) {
      at = next;
      names = rest;
      continue;
    }
    links.push(next);
    const led = split(path.resolve(at, target));
    at = led.at;
    names = [...led.names, ...rest];
  }
  return links;
}

function split(whole: string): { at: string; names: string[] } {
  const at = path.parse(whole).root;
  return { at, names: whole.slice(at.length).split(path.sep).filter(Boolean) };
}

/** Undefined for what is no link. */
function targetOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
