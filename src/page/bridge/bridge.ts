import type { BridgeFromPage, BridgeToPage } from '../../protocol/bridge';
import type { SourceNode } from '../../protocol/page';
import { pathOf } from '../addresses';
import type { Patcher } from '../patch/patch';
import { HeldKey } from './heldKey';
import { type Part, parts } from '../parts';
import type { Picker, PickerHost } from './host';
import { type Found, Numbers } from './numbers';

type ToBridge = BridgeToPage | { readonly type: 'tree'; readonly source?: SourceNode };

/** The page's side of the way between page and source: it keeps nothing, and loads nothing, before it is asked. */
export class PageBridge implements PickerHost {
  private readonly numbers: Numbers;
  private readonly heldKey: HeldKey;
  private loading: Promise<Picker> | undefined;
  /** For the source, which has been asked for. */
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly script: HTMLScriptElement,
    private readonly patcher: Patcher,
    readonly send: (message: BridgeFromPage) => void,
  ) {
    this.numbers = new Numbers(() => patcher.source);
    this.heldKey = new HeldKey({
      onHover: target => this.hover(target),
      onPick: (...point) => this.use(picker => picker.pick(...point)),
    });
  }

  hear(message: ToBridge): void {
    switch (message.type) {
      case 'pick':
        this.heldKey.key = message.key;
        if (message.armed || this.loading) this.use(picker => picker.arm(message.armed, message.hint));
        // A question that was asked before this connection is lost.
        if (this.waiting.length > 0) this.send({ type: 'tree' });
        return;
      case 'tree':
        this.patcher.learn(message.source);
        for (const act of this.waiting.splice(0)) act();
        return;
      case 'where':
        return this.use(picker => picker.label(message.node, message.text));
      case 'mark':
        if (document.visibilityState === 'visible')
          this.use(picker => picker.mark(message.nodes, message.selector, message.scroll));
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
    if (this.waiting.push(act) === 1) this.send({ type: 'tree' });
  }

  numberOf(node: Node): ReturnType<PickerHost['numberOf']> {
    return this.numbers.of(node);
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

  /** The end of a hover loads nothing. */
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

  private async load(): Promise<Picker> {
    const part = (await import(new URL('picker.js', this.script.src).href)) as Part;
    part.default(parts.require);
    const { picker } = parts;
    if (!picker) throw new Error('picker.js has no picker');
    return picker(this);
  }
}
