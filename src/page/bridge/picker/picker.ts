import { parts } from '../../parts';
import type { Picker, PickerHost } from '../host';
import type { BridgeToPage } from '../../../protocol/bridgeMessages';
import { elementAround } from './elements';
import { Highlight } from './highlight';
import { Marks } from './marks';
import { Overlay } from './overlay';
import { PickMode } from './pickMode';
import { type Meant, meantBy } from './targets';

/** Outlines nodes of this page and lets a person pick one. */
class PagePicker implements Picker {
  private readonly highlight: Highlight;
  private readonly marks: Marks;
  private readonly spoken = new Overlay();
  private readonly mode: PickMode;

  constructor(private readonly host: PickerHost) {
    this.highlight = new Highlight(host, this.spoken);
    this.marks = new Marks(host, new Overlay());
    this.mode = new PickMode(this.highlight, {
      onPick: (meant, keeps) => this.picked(meant, 'mode', keeps),
      onRules: (element, keeps) => {
        if (!keeps) this.leave();
        this.host.whenKnown(() => this.tellRules(element, 'mode', keeps));
      },
      onLeave: () => {
        this.leave();
        host.send({ type: 'unpicked' });
      },
    });
  }

  arm(armed: boolean, hint: string): void {
    if (!armed) return this.leave();
    this.marks.end();
    this.mode.begin();
    this.spoken.show();
    this.host.whenKnown(() => this.spoken.say(hint));
  }

  hover(target: Element | undefined): void {
    if (!target) return this.leave();
    this.host.whenKnown(() => this.highlight.aim(target));
  }

  pick(target: Element, x: number, y: number): void {
    this.leave();
    this.picked(meantBy(target, x, y), 'key', false);
  }

  label(node: number, text: string): void {
    this.highlight.label(node, text);
  }

  mark(marked: Extract<BridgeToPage, { type: 'mark' }>): void {
    this.host.whenKnown(() => this.marks.show(marked));
  }

  ask(question: Extract<BridgeToPage, { type: 'ask' }>): void {
    if ('property' in question)
      return this.host.withRules(rules =>
        this.host.send({ type: 'sets', answer: rules.whichSet(question.property, question.declarations) }),
      );
    this.host.whenKnown(() => {
      const node = this.host.nodeOf(question.node);
      const element = node instanceof Element ? node : node && elementAround(node);
      if (element) this.tellRules(element, 'editor', false);
    });
  }

  private leave(): void {
    this.mode.end();
    this.highlight.aim(undefined);
    this.spoken.hide();
  }

  private tellRules(element: Element, by: 'mode' | 'editor', keeps: boolean): void {
    this.host.withRules(rules => {
      const found = this.host.numberOf(element) ?? { node: 0, exact: false };
      this.host.send({ type: 'rules', ...found, by, keeps, seen: rules.rulesOf(element, this.host) });
    });
  }

  private picked({ node, attribute }: Meant, by: 'mode' | 'key', keeps: boolean): void {
    if (by === 'mode' && !keeps) this.leave();
    this.host.whenKnown(() => {
      // Without a known source, the document stands for the whole page.
      const found = this.host.numberOf(node) ?? { node: 0, exact: false };
      const shown = found.exact && attribute !== undefined ? { attribute } : {};
      this.host.send({ type: 'picked', ...found, ...shown, by, keeps });
    });
  }
}

parts.picker = host => new PagePicker(host);
