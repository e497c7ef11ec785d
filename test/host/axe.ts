import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** The serious and critical findings of axe-core in a document, each with its elements. A policy of the document does not stop it. */
export async function seriousFindings(place: Page | Frame): Promise<string[]> {
  await place.evaluate(source);
  const violations = await place.evaluate<readonly Violation[]>(
    `axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
