import type { PanelWords } from '../../protocol/previewMessages';
import { iconButton, textButton } from './elements';

const CROSS = 'm4 4 8 8M12 4l-8 8';

/** The line below the toolbar that says why the preview cannot do what the page wants. */
export class Notice {
  private readonly box = document.createElement('div');
  private readonly text = document.createElement('span');
  private readonly open: HTMLButtonElement;
  private action: (() => void) | undefined;

  /** @param before the element that follows the notice */
  constructor(before: Element, words: PanelWords) {
    this.open = textButton('noticeOpen', words.openOutside);
    const close = iconButton('noticeClose', words.close, CROSS);
    this.box.id = 'notice';
    this.box.setAttribute('role', 'status');
    this.box.hidden = true;
    this.box.append(this.text, this.open, close);
    this.open.addEventListener('click', () => {
      this.action?.();
      this.hide();
    });
    close.addEventListener('click', () => this.hide());
    before.before(this.box);
  }

  /** @param action opens in the browser what the preview cannot show */
  show(text: string, action: () => void): void {
    this.text.textContent = text;
    this.action = action;
    this.box.hidden = false;
  }

  hide(): void {
    this.box.hidden = true;
  }
}
