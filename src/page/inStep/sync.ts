// The part of the page script for devices in step. It is loaded only where that is on, and uses the page's own globals: it serves the
// people who look at this page.
import { isStepAction, type StepAction } from '../../protocol/step';
import type { InStepModule } from '../following';
import { contentOf, fillIn, hasPrivate, notePasswords } from './fields';
import { Pace } from './pace';
import { elementAt, pathTo } from './paths';

/** Milliseconds in which scrolling counts as the effect of another device's: snapping and anchoring continue afterwards. */
const QUIET = 300;

const LISTENED = ['scroll', 'click', 'input', 'submit'] as const;
/** Events before a click and before any input, whose listeners may reveal a password. */
const BEFORE = ['pointerdown', 'keydown', 'focusin'] as const;

class InStep {
  private readonly pace = new Pace();
  /** By element, when it was last scrolled for another device. */
  private readonly moved = new WeakMap<Element, number>();
  private isApplying = false;

  constructor(private readonly tell: (action: StepAction) => void) {}

  follow(on: boolean): void {
    notePasswords();
    for (const type of LISTENED) {
      if (on) addEventListener(type, this.hear, true);
      else removeEventListener(type, this.hear, true);
    }
    for (const type of BEFORE) {
      if (on) addEventListener(type, notePasswords, true);
      else removeEventListener(type, notePasswords, true);
    }
  }

  act(action: StepAction): void {
    const element = elementAt(action.at);
    if (!element) return;
    notePasswords();
    this.isApplying = true;
    try {
      this.apply(action, element);
    } finally {
      this.isApplying = false;
    }
  }

  private apply(action: StepAction, element: Element): void {
    switch (action.kind) {
      case 'scroll': {
        this.moved.set(element, performance.now());
        const [width, height] = rangeOf(element);
        element.scrollTo({ left: action.left * width, top: action.top * height, behavior: 'instant' });
        return;
      }
      case 'click':
        if (isLink(element)) element.click();
        return;
      case 'input':
        return fillIn(element, action);
      case 'submit': {
        const by = action.by && elementAt(action.by);
        if (element instanceof HTMLFormElement && !hasPrivate(element))
          // Fields of a form may be named like its methods (HTML, named access on forms).
          HTMLFormElement.prototype.requestSubmit.call(element, by instanceof HTMLElement ? by : null);
        return;
      }
      default:
        action satisfies never;
    }
  }

  /** Events from scripts are not trusted, and those of an action that is being applied must not be sent back. */
  private readonly hear = (event: Event): void => {
    if (!event.isTrusted || this.isApplying) return;
    const { target } = event;
    if (event.type === 'scroll') {
      const element = target instanceof Element ? target : document.scrollingElement;
      if (element) this.scrolls(element);
    } else if (target instanceof Element) this.acts(event, target);
  };

  private scrolls(element: Element): void {
    if (performance.now() - (this.moved.get(element) ?? -QUIET) < QUIET) return;
    this.pace.add('scroll', element, () => this.tellScroll(element));
  }

  private tellScroll(element: Element): void {
    const at = pathTo(element);
    const [width, height] = rangeOf(element);
    if (at)
      this.send({
        kind: 'scroll',
        at,
        left: share(element.scrollLeft, width),
        top: share(element.scrollTop, height),
      });
  }

  /** The server ends a page that sends anything but an action, such as the text of a whole book; that is not sent. */
  private send(action: StepAction): void {
    if (isStepAction(action)) this.tell(action);
  }

  private acts(event: Event, target: Element): void {
    if (event instanceof MouseEvent) {
      const link = target.closest('a[href], area[href]');
      const at = link && isLink(link) && isPlain(event) ? pathTo(link) : undefined;
      if (at) this.sendInTurn({ kind: 'click', at });
    } else if (event instanceof SubmitEvent) this.submits(event, target);
    else if (event.type === 'input' && contentOf(target))
      this.pace.add('input', target, () => this.tellInput(target));
  }

  private tellInput(field: Element): void {
    const [at, content] = [pathTo(field), contentOf(field)];
    if (at && content) this.send({ kind: 'input', at, ...content });
  }

  /** Pending changes go first: timers end with the page, and the other devices need the fields before a form is sent. */
  private sendInTurn(action: StepAction): void {
    this.pace.flush();
    this.send(action);
  }

  private submits({ submitter }: SubmitEvent, form: Element): void {
    const at = form instanceof HTMLFormElement && !hasPrivate(form) ? pathTo(form) : undefined;
    const by = submitter ? pathTo(submitter) : undefined;
    if (at) this.sendInTurn({ kind: 'submit', at, ...(by ? { by } : {}) });
  }
}

/** The scrolled share, 0 to 1; Safari also scrolls beyond both ends. */
const share = (way: number, range: number): number => (range > 0 ? Math.min(1, Math.max(0, way / range)) : 0);

/** The pixels that an element can be scrolled, across and down. */
const rangeOf = (element: Element): readonly [width: number, height: number] => [
  element.scrollWidth - element.clientWidth,
  element.scrollHeight - element.clientHeight,
];

/** A link that leads on in the same tab. */
const isLink = (element: Element): element is HTMLAnchorElement | HTMLAreaElement =>
  (element instanceof HTMLAnchorElement || element instanceof HTMLAreaElement) &&
  element.hasAttribute('href') &&
  !element.hasAttribute('download') &&
  /^(?:_self|_top|_parent)?$/i.test(element.target);

const isPlain = ({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean =>
  button === 0 && !(altKey || ctrlKey || metaKey || shiftKey);

export const createInStep: InStepModule['createInStep'] = send => new InStep(send);
