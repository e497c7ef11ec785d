import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { offsetAt } from '../../../src/protocol/offsets';
import type { ListedProperty } from '../../../src/protocol/pageRules';
import type { Place } from '../../../src/protocol/place';
import { endAll, type Tree } from '../../server/support/serve';
import { RuleDesk } from './ruleDesk';
import type { Variants } from './variants';

/** A page, and the same one without any style of its author. */
export interface Cascade {
  readonly files: Tree & { readonly 'index.html': string };
  readonly bare: Tree;
}

/** Properties that are asked for, each with a value that no cascade gives it. */
export type Asked = Readonly<Record<string, string>>;

/** The files, with the given value in the place of the declaration that was named for the property. */
function changed(files: Tree, { path, start, end }: Place, property: string, value: string): Tree {
  const name = path.slice(1);
  const text = String(files[name]).replace(/^\uFEFF/, '');
  const [from, to] = [offsetAt(text, start), offsetAt(text, end)];
  const declared = text.slice(from, to);
  const importance = /!\s*important\s*$/i.exec(declared)?.[0] ?? '';
  // Other properties that `all` sets stay: they may decide whether a rule applies.
  const kept = /^all\s*:/i.test(declared) ? `${declared}; ` : '';
  const now = `${kept}${property}: ${value} ${importance}`;
  return { ...files, [name]: text.slice(0, from) + now + text.slice(to) };
}

/**
 * Whether a property without a named declaration may differ from a page without styles. `all` may set it, or
 * its logical or physical name, or the browser measures margins by the font size.
 */
const isListedOtherwise = (property: string, listed: readonly ListedProperty[]): boolean => {
  const box = /^(?:padding|scroll-margin)-/.exec(property)?.[0];
  return (
    property.startsWith('margin-') ||
    listed.some(({ name }) => name === 'all' || (box !== undefined && name.startsWith(box)))
  );
};

/**
 * Asserts that the declaration named for a property decides it: the value changes with it. If none is named,
 * the value must be that of a page without styles.
 * @param targets the numbers in `data-t`
 */
export async function assertDecided(
  [page, variants]: readonly [Page, Variants],
  { files, bare }: Cascade,
  targets: readonly number[],
  asked: Asked,
): Promise<number> {
  const desk = await RuleDesk.open(page, files);
  const wanted: [variant: number, target: number, property: string][] = [];
  const expected: { readonly what: string; readonly value: string | undefined }[] = [];
  const expects = (
    variant: number,
    target: number,
    property: string,
    value: string | undefined,
    what: string,
  ): void => {
    wanted.push([variant, target, property]);
    expected.push({ what: `${target} ${property}: ${what}`, value });
  };
  const [own, none] = [variants.add(files), variants.add(bare)];
  let named = 0;
  try {
    for (const target of targets) {
      // At most ten picks a second are taken (security rule 20).
      if (targets.length > 9) await page.waitForTimeout(110);
      const { properties } = await desk.rulesOf(`data-t="${target}"`, files['index.html']);
      for (const [property, value] of Object.entries(asked)) {
        const listed = properties.find(({ name }) => name === property);
        if (!listed) {
          if (isListedOtherwise(property, properties)) continue;
          expects(own, target, property, undefined, 'none was named');
          expects(none, target, property, undefined, 'none was named');
          continue;
        }
        expects(own, target, property, listed.value.trim(), 'listed');
        const place = await desk.why(property);
        assert.ok(place, `${target} ${property}: no place`);
        expects(
          variants.add(changed(files, place, property, value)),
          target,
          property,
          value,
          `named was ${await desk.textAt(place)}`,
        );
        named += 1;
      }
    }
    const values = await variants.values(wanted);
    for (const [at, { what, value }] of expected.entries())
      if (value !== undefined) assert.equal(values[at], value, what);
      else if (wanted[at]?.[0] === own) assert.equal(values[at], values[at + 1], what);
  } finally {
    variants.forget();
    await endAll();
  }
  return named;
}
