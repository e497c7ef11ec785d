import type { Browser } from 'playwright-core';

/**
 * The failures while a page loaded; addresses are relative to the site's root, so that two servers can be
 * compared.
 */
export interface Troubles {
  readonly requests: readonly string[];
  readonly console: readonly string[];
}

export interface Visit {
  readonly title: string;
  readonly troubles: Troubles;
  /** Paths that were requested from the site itself. */
  readonly asked: ReadonlySet<string>;
}

/** Milliseconds after `load` within which scripts and the live channel may still fail. */
const SETTLE = 300;

/** Loads a page and records the failures. Requests to other hosts are cut off and left out. */
export async function visit(browser: Browser, root: string, page: string): Promise<Visit> {
  const context = await browser.newContext();
  const own = new URL(root).origin;
  const local = (text: string): string => text.replaceAll(root, '/').replaceAll(`${own}/`, '(outside)/');
  const requests: string[] = [];
  const messages: string[] = [];
  const asked = new Set<string>();
  try {
    await context.route(
      url => url.origin !== own,
      route => route.abort('blockedbyclient'),
    );
    const tab = await context.newPage();
    tab.on('request', request => asked.add(local(request.url())));
    tab.on('requestfailed', request => {
      if (new URL(request.url()).origin !== own) return;
      requests.push(`${local(request.url())} ${request.failure()?.errorText ?? ''}`);
    });
    tab.on('response', response => {
      if (response.status() >= 400) requests.push(`${local(response.url())} ${response.status()}`);
    });
    tab.on('console', message => {
      const { url } = message.location();
      const foreign = url !== '' && new URL(url).origin !== own;
      if (message.type() === 'error' && !foreign) messages.push(local(message.text()));
    });
    tab.on('pageerror', error => messages.push(local(error.message)));
    await tab.goto(new URL(page, root).href, { waitUntil: 'load' });
    await tab.waitForTimeout(SETTLE);
    const troubles = { requests: requests.toSorted(), console: messages.toSorted() };
    return { title: await tab.title(), troubles, asked };
  } finally {
    await context.close();
  }
}
