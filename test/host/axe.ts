import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Rules that look at colours. */
export const OF_COLOURS: readonly string[] = ['color-contrast', 'link-in-text-block'];

/**
 * The serious and critical findings of axe-core in a document, each with its elements. A policy of the document does not stop it.
 * @param rules all of them without a list
 */
export async function seriousFindings(
  place: Page | Frame,
  rules?: readonly string[],
): Promise<readonly string[]> {
  if (!(await place.evaluate(`'axe' in globalThis`))) await place.evaluate(source);
  const options = { resultTypes: ['violations'], iframes: false, ...(rules ? { runOnly: rules } : {}) };
  const violations = await place.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
