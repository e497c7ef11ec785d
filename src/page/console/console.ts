/** Reports what the page writes to its console, as long as the editor listens. It starts when it is loaded. */
import { type ConsoleToPage, MOST_OPENED } from '../../protocol/consoleMessages';
import { currentTargetOf, off, on } from '../own/events';
import { bare } from '../own/language';
import { each, push } from '../own/lists';
import { self } from '../own/window';
import { type ConsoleHost, type PageConsole, parts } from '../parts';
import { Calls } from './calls';
import { type AnyWindow, eachFrame, isHere } from './frames';
import { stackOf } from './classes';
import {
  columnOf,
  errorOf,
  fileOf,
  lineOf,
  messageOf,
  isError,
  reasonOf,
  typeOfNode,
} from '../own/console/natives';
import { Objects } from './objects';
import { Outbox } from './outbox';
import { framesOf } from './stack';
import { Describer } from './values';
import { wrap } from './wrap';

/** Undefined for anything but an error; the check itself may throw for a Proxy. */
function asError(value: unknown): Error | undefined {
  try {
    return isError(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function stackIn(error: Error | undefined): string {
  try {
    return error ? stackOf(error) : '';
  } catch {
    return '';
  }
}

/** Libraries dispatch events of the same names. Events of frames have other classes. */
function isOf(event: Event, read: (event: never) => unknown): boolean {
  try {
    read(event as never);
    return isHere(currentTargetOf(event) as AnyWindow);
  } catch {
    return false;
  }
}

const placeIn = (event: ErrorEvent): { message: string; place: string } => ({
  message: messageOf(event),
  place: `\n@${fileOf(event)}:${lineOf(event)}:${columnOf(event)}`,
});

class Watched implements PageConsole {
  private readonly objects = new Objects();
  private readonly outbox = new Outbox();
  private readonly calls = new Calls(this.objects, this.outbox);
  private host: ConsoleHost | undefined;
  private end: (() => void) | undefined;

  constructor() {
    this.begin();
  }

  to(host: ConsoleHost): void {
    this.host = host;
    this.outbox.to(message => host.send(message));
  }

  hear(message: ConsoleToPage): void {
    switch (message.what) {
      case 'arm':
        return message.armed ? this.begin() : this.stop();
      case 'open':
        return this.open(message.ask, message.id, message.from);
      case 'pick':
        return this.pick(message.ask, message.id);
      case 'forget':
        return this.objects.clear();
      default:
        message satisfies never;
    }
  }

  private begin(): void {
    if (this.end) return;
    const { calls, outbox } = this;
    const failed = (event: Event): void => {
      if (!isOf(event, messageOf)) return;
      const error = asError(errorOf(event as ErrorEvent));
      const { message, place } = placeIn(event as ErrorEvent);
      // A script that cannot be parsed has a place, and no stack.
      const stack = stackIn(error);
      // Some engines begin the text with "Uncaught"; the error itself has the rest.
      calls.uncaught(
        error ? 'Uncaught' : message,
        error ? [error] : [],
        framesOf(stack, 1).length > 0 ? stack : place,
      );
    };
    const rejected = (event: Event): void => {
      if (!isOf(event, reasonOf)) return;
      const reason = reasonOf(event as PromiseRejectionEvent);
      calls.uncaught('Uncaught (in promise)', [reason], stackIn(asError(reason)));
    };
    const leave = (): void => outbox.flush();
    const ends: (() => void)[] = [];
    const watch = (target: AnyWindow): void => {
      push(
        ends,
        wrap(target.console, (method, given) => {
          if (isHere(target)) calls.take(method, given);
        }),
      );
      on(target, 'error', failed, bare({ capture: true }));
      on(target, 'unhandledrejection', rejected, bare({ capture: true }));
      push(ends, () => {
        off(target, 'error', failed);
        off(target, 'unhandledrejection', rejected);
      });
    };
    watch(self);
    push(ends, eachFrame(watch));
    // In the capture phase, before the listener that closes the connection.
    on(self, 'pagehide', leave, bare({ capture: true }));
    push(ends, () => off(self, 'pagehide', leave));
    this.end = () => each(ends, end => end());
  }

  private stop(): void {
    this.end?.();
    this.end = undefined;
    this.outbox.clear();
    this.objects.clear();
  }

  private open(ask: number, id: number, from: number): void {
    const object = this.objects.get(id);
    if (!object) return this.host?.send({ type: 'console', what: 'opened', ask, more: false });
    const describer = new Describer(this.objects, 1, MOST_OPENED);
    const { properties, more } = describer.members(object, from, 1);
    this.host?.send({ type: 'console', what: 'opened', ask, properties, more });
  }

  private pick(ask: number, id: number): void {
    const object = this.objects.get(id);
    if (object && typeOfNode(object) !== undefined)
      this.host?.nodeOf(object as Node, found =>
        this.host?.send({ type: 'console', what: 'node', ask, ...found }),
      );
  }
}

parts.console ??= new Watched();
