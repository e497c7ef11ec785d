import type { BridgeFromPage } from '../../protocol/bridgeMessages';
import { pathOf } from '../own/served';
import { inBackground } from '../own/language';
import { HeldKey } from './heldKey';
import { parts } from '../parts';
import type { Bridge, BridgeHost, Found, Picker, PickerHost, RuleFinder, ToBridge } from './host';
import { Numbers } from './numbers';
import { sheetStates } from './sheets';
import { page } from './unhidden';

/** Leads from a page's nodes to their places in the source. It keeps nothing and loads nothing before the first question. */
class PageBridge implements Bridge, PickerHost {
  private readonly numbers: Numbers;
  private readonly heldKey: HeldKey;
  private loading: Promise<Picker> | undefined;
  /** Calls that wait for the source, which has been requested. */
  private readonly waiting: (() => void)[] = [];
  readonly send: (message: BridgeFromPage) => void;
  private readonly patcher: BridgeHost['patcher'];

  constructor({ patcher, send }: BridgeHost) {
    this.send = send;
    this.patcher = patcher;
    this.numbers = new Numbers(patcher);
    this.heldKey = new HeldKey({
      onHover: target => this.hover(target),
      onPick: (...point) => this.use(picker => picker.pick(...point)),
    });
  }

  hear(message: ToBridge): void {
    switch (message.type) {
      case 'sheets':
        return this.send({ type: 'sheets', id: message.id, states: sheetStates(message.paths) });
      case 'pick':
        this.heldKey.key = message.key;
        if (message.armed || this.loading) this.use(picker => picker.arm(message.armed, message.hint));
        // A question that was sent over the previous connection is lost.
        if (this.waiting.length > 0) this.askTree();
        return;
      case 'tree':
        this.patcher.learn(message.source);
        for (const act of this.waiting.splice(0)) act();
        return;
      case 'where':
        return this.use(picker => picker.label(message.node, message.text));
      case 'mark':
        if (page.visibilityState === 'visible') this.use(picker => picker.mark(message));
        return;
      case 'ask':
        return this.use(picker => picker.ask(message));
      default:
        message satisfies never;
    }
  }

  /** The page shows another source now. */
  patched(): void {
    this.numbers.forget();
  }

  readonly pathOf = pathOf;

  whenKnown(act: () => void): void {
    if (this.patcher.source) return act();
    if (this.waiting.push(act) === 1) this.askTree();
  }

  private askTree(): void {
    this.send({ type: 'tree', charset: page.characterSet });
  }

  numberOf(node: Node): ReturnType<PickerHost['numberOf']> {
    return this.numbers.of(node);
  }

  isAsWritten(node: Node): boolean {
    return this.numbers.isAsWritten(node);
  }

  /** Tells the number of a node, once the source is known. */
  tellNumber(node: Node, tell: (found: Found) => void): void {
    this.whenKnown(() => {
      const found = this.numberOf(node);
      if (found) tell(found);
    });
  }

  nodeOf(number: number): Node | undefined {
    return this.numbers.nodeOf(number);
  }

  /** The end of a hover is no reason to load the picker. */
  private hover(target: Element | undefined): void {
    if (target || this.loading) this.use(picker => picker.hover(target));
  }

  private use(act: (picker: Picker) => void): void {
    this.loading ??= this.load();
    this.loading.then(act, () => {
      // A policy of the page forbids it, or the server is gone: the next use tries again.
      this.loading = undefined;
    });
  }

  withRules(act: (rules: RuleFinder) => void): void {
    inBackground(
      (async () => {
        if (!parts.rules) await parts.load?.('rules.js');
        if (parts.rules) act(parts.rules);
      })(),
    );
  }

  private async load(): Promise<Picker> {
    await parts.load?.('picker.js');
    const { picker } = parts;
    if (!picker) throw new Error('picker.js has no picker');
    return picker(this);
  }
}

parts.bridge = host => new PageBridge(host);
