import type { FromPage } from '../protocol/page';

type Trouble = Extract<FromPage, { type: 'trouble' }>;

/** Reports of one page load; an error in each frame of an animation is told by its first ones. */
const MOST = 20;
const LONGEST = 1000;

/** The path of an address of this server; undefined for any other. */
function pathOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.origin === location.origin && url.pathname.length <= LONGEST ? url.pathname : undefined;
}

function textOf(value: unknown): string {
  return String(value).slice(0, LONGEST);
}

function placeOf(event: ErrorEvent): Trouble['at'] {
  const path = pathOf(event.filename);
  return path === undefined ? undefined : [path, event.lineno, event.colno];
}

/** Where an error was thrown, as far as its stack tells: engines agree on nothing but `url:line:column`. */
function thrownAt(reason: unknown): Trouble['at'] {
  const stack = reason instanceof Error ? reason.stack : undefined;
  for (const [, address = '', line, column] of stack?.matchAll(/(https?:\/\/[^\s)]+):(\d+):(\d+)/g) ?? []) {
    const path = pathOf(address);
    if (path !== undefined) return [path, Number(line), Number(column)];
  }
  return undefined;
}

/** Errors that the page does not handle, from its first line on; the first connection gets those before it, too. */
export class TroubleReport {
  private waiting: Trouble[] = [];
  private told = 0;
  private send: ((trouble: Trouble) => void) | undefined;

  constructor() {
    addEventListener('error', event => this.tell(textOf(event.message), placeOf(event)));
    addEventListener('unhandledrejection', ({ reason }) =>
      this.tell(textOf(`Uncaught (in promise) ${textOf(reason)}`), thrownAt(reason)),
    );
  }

  to(send: (trouble: Trouble) => void): void {
    this.send = send;
    for (const trouble of this.waiting.splice(0)) send(trouble);
  }

  private tell(text: string, at: Trouble['at']): void {
    if (this.told >= MOST) return;
    this.told += 1;
    const trouble: Trouble = { type: 'trouble', text, ...(at ? { at } : {}) };
    if (this.send) this.send(trouble);
    else this.waiting.push(trouble);
  }
}
