import { baseOf, page } from '../own/dom';
import { some } from '../own/lists';
import { test } from '../own/text';
import { hrefOf, origin, parseUrl, pathname } from '../own/window';
import type { Plan } from './plan';
import { sourceValue, type Twin } from './twins';

/** Attributes by which elements load something. */
const LOADING = /^(?:src|srcset|imagesrcset|poster|data|background|href|xlink:href)$/;
/** Relative to a folder. */
const RELATIVE = /^\s*(?![a-z][\w+.-]*:|[/#?]|$)/i;

const isRelative = ({ name }: Twin, attribute: string, value: string | null): boolean =>
  name !== 'a' && name !== 'area' && test(LOADING, attribute) && test(RELATIVE, value ?? '');

/** Whether a plan brings a relative address that is loaded. */
export function bringsAddress({ attributes, fresh }: Plan): boolean {
  let isFound = some(attributes, ({ twin, name, value }) => isRelative(twin, name, value));
  fresh.forEach(twin => {
    isFound ||= some(
      twin.attributes,
      (name, at) => at % 2 === 0 && isRelative(twin, name, twin.attributes[at + 1] ?? null),
    );
  });
  return isFound;
}

/** The folder that a relative address is in. */
function folderOf(base: string, reference = '.'): string {
  const url = parseUrl(reference, base);
  return url ? hrefOf(url) : '';
}

/** Whether relative addresses lead elsewhere than those of the source: after `pushState`, or by a base that a script has changed. */
export function isRebased({ parents }: Plan): boolean {
  let base = '';
  parents.forEach((_, twin) => {
    if (twin.name === 'base') base ||= sourceValue(twin, 'href') ?? '';
  });
  return folderOf(folderOf(origin + pathname, base)) !== folderOf(baseOf(page));
}
