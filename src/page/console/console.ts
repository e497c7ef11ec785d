/** The part of the page script that tells what the page writes to its console. It begins when it is loaded. */
import { type ConsoleToPage, MOST_OF_BATCH } from '../../protocol/console';
import { off, on } from '../own/events';
import { bare } from '../own/language';
import { self } from '../own/window';
import { type ConsoleHost, type PageConsole, parts } from '../parts';
import { Calls } from './calls';
import { stackOf } from './classes';
import {
  columnOf,
  errorOf,
  fileOf,
  lineOf,
  messageOf,
  OwnError,
  reasonOf,
  typeOfNode,
} from '../own/later/natives';
import { Objects } from './objects';
import { Outbox } from './outbox';
import { framesOf } from './stack';
import { Describer } from './values';
import { wrap } from './wrap';

const own = self.console;

const stackIn = (value: unknown): string => (value instanceof OwnError ? stackOf(value) : '');

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
    const unwrap = wrap(own, (method, given) => calls.take(method, given));
    const failed = (event: Event): void => {
      if (!(event instanceof OwnErrorEvent)) return;
      const error = errorOf(event);
      const place = `\n@${fileOf(event)}:${lineOf(event)}:${columnOf(event)}`;
      const isError = error instanceof OwnError;
      // The engine's text says "Uncaught" in some, and the error itself says the rest.
      const head = isError ? 'Uncaught' : messageOf(event);
      // A script that cannot be parsed has a place, and no stack.
      const stack = stackIn(error);
      calls.uncaught(head, isError ? [error] : [], framesOf(stack, 1).length > 0 ? stack : place);
    };
    const rejected = (event: Event): void => {
      if (!(event instanceof OwnRejection)) return;
      const reason = reasonOf(event);
      calls.uncaught('Uncaught (in promise)', [reason], stackIn(reason));
    };
    const leave = (): void => outbox.flush();
    on(self, 'error', failed, bare({ capture: true }));
    on(self, 'unhandledrejection', rejected, bare({ capture: true }));
    // Before the connection is closed, which hears of it later.
    on(self, 'pagehide', leave, bare({ capture: true }));
    this.end = () => {
      unwrap();
      off(self, 'error', failed);
      off(self, 'unhandledrejection', rejected);
      off(self, 'pagehide', leave);
    };
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
    const describer = new Describer(this.objects, 1, MOST_OF_BATCH);
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

const OwnErrorEvent = ErrorEvent;
const OwnRejection = PromiseRejectionEvent;

parts.console ??= new Watched();
