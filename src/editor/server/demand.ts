import { EventEmitter, type Disposable, type Event } from 'vscode';

/** An event that knows whether it has listeners, so that its values are made only when they are needed. */
export class Demand<T> {
  private readonly emitter = new EventEmitter<T>();
  private listeners = 0;

  /** @param changed called after the first listener was added and after the last one was removed */
  constructor(private readonly changed: (wanted: boolean) => void) {}

  get isWanted(): boolean {
    return this.listeners > 0;
  }

  readonly event: Event<T> = (listener, thisArgs, disposables) => {
    const inner = this.emitter.event(listener, thisArgs);
    this.count(1);
    const subscription = endOnce(() => {
      inner.dispose();
      this.count(-1);
    });
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: T): void {
    this.emitter.fire(value);
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private count(by: 1 | -1): void {
    const before = this.isWanted;
    this.listeners += by;
    if (before !== this.isWanted) this.changed(this.isWanted);
  }
}

function endOnce(end: () => void): Disposable {
  let ended = false;
  return {
    dispose: () => {
      if (!ended) end();
      ended = true;
    },
  };
}
