import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import type { Place } from '../../../src/protocol/place';
import type { ListedRule, ListedRules } from '../../../src/protocol/pageRules';
import { positionAt } from '../../../src/protocol/offsets';
import { until } from '../../server/live/tab';
import { type Served, serve, type Tree } from '../../server/support/serve';
import { built } from '../author';
import { atCaret } from './pickingDesk';

type Heard<T extends FromBridge['type']> = Extract<FromBridge, { type: T }>;

/** A page, and an editor that asks for the rules of its elements. Works in every engine. */
export class RuleDesk {
  private constructor(
    readonly page: Page,
    readonly served: Served,
  ) {}

  static async open(page: Page, tree: Tree): Promise<RuleDesk> {
    const desk = new RuleDesk(page, await serve(tree, { pageScript: built }));
    await desk.goes();
    return desk;
  }

  async goes(): Promise<void> {
    await this.page.goto(this.served.url);
    await this.page.waitForLoadState('load');
  }

  /** The rules of the element whose tag begins with a text in the document; waits until the page is connected. */
  async rulesOf(tag: string, html: string): Promise<ListedRules> {
    const at = positionAt(html, html.indexOf(tag) + 1);
    return until(async () => {
      const answer = await this.answer(
        () => this.served.server.bridge({ type: 'rules', path: '/index.html', at }),
        'rules',
        'unshown',
      );
      return answer.type === 'rules' ? answer.listed : undefined;
    }, `the rules of ${tag}`);
  }

  /** The place of the declaration that gave a property its value. */
  async why(property: string): Promise<Place | undefined> {
    return (await this.answer(() => this.served.server.bridge({ type: 'why', property }), 'declared')).place;
  }

  /** The text at a place, up to the end of its line. */
  async textAt(place: Place | undefined): Promise<string> {
    if (!place) return 'no place';
    return atCaret(await readFile(path.join(this.served.root, place.path), 'utf8'), place);
  }

  /** A list as a person reads it: place, selector, and the text that stands there. */
  async lines({ rules }: ListedRules): Promise<string[]> {
    return Promise.all(rules.map(rule => this.line(rule)));
  }

  private async line({ selector, place, placeless, around }: ListedRule): Promise<string> {
    const where = place ? `${place.path}:${place.start.line + 1}` : `(${placeless ?? ''})`;
    // Firefox keeps the case of names that are not compared by it.
    return [where, ...around, selector.toLowerCase()].join(' ');
  }

  private async answer<T extends FromBridge['type']>(ask: () => void, ...types: T[]): Promise<Heard<T>> {
    const { bridged } = this.served;
    const before = bridged.length;
    ask();
    return until(
      () =>
        bridged
          .slice(before)
          .find((message): message is Heard<T> => (types as string[]).includes(message.type)),
      types.join(),
    );
  }
}
