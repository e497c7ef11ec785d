import type { PanelWords } from '../../protocol/previewMessages';
import { onAddress } from './addressBar';
import { element, iconButton } from './elements';

const FOLLOW = 'M2 8s2-4 6-4 6 4 6 4-2 4-6 4-6-4-6-4ZM8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3';
const PICK = 'M7 13H3V3h10v4M8 8l6 2-2.5 1.5L10 14Z';

/** The actions of its buttons and of its address field. */
interface Actions {
  readonly back: () => void;
  readonly forward: () => void;
  readonly reload: () => void;
  readonly browser: () => void;
  readonly pick: () => void;
  readonly follow: () => void;
  /** Shows a typed address; false where the panel cannot. */
  readonly enter: (input: string) => boolean;
}

/** The state that the toolbar shows. */
interface Drawn {
  readonly page: string;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly follows: boolean;
}

export class Toolbar {
  readonly follow: HTMLButtonElement;
  private readonly address = element('address', HTMLInputElement);
  private readonly back = element('back', HTMLButtonElement);
  private readonly forward = element('forward', HTMLButtonElement);

  constructor(words: PanelWords, actions: Actions) {
    this.follow = iconButton('follow', words.follow, FOLLOW);
    const pick = iconButton('pick', words.pick, PICK);
    const browser = element('browser', HTMLButtonElement);
    browser.before(this.follow, pick);
    const clicks = [
      [this.back, actions.back],
      [this.forward, actions.forward],
      [element('reload', HTMLButtonElement), actions.reload],
      [browser, actions.browser],
      [pick, actions.pick],
      [this.follow, actions.follow],
    ] as const;
    for (const [button, run] of clicks) button.addEventListener('click', run);
    onAddress(this.address, actions.enter);
  }

  draw({ page, canGoBack, canGoForward, follows }: Drawn): void {
    this.address.value = `/${page}`;
    this.back.disabled = !canGoBack;
    this.forward.disabled = !canGoForward;
    this.follow.setAttribute('aria-pressed', String(follows));
  }
}
