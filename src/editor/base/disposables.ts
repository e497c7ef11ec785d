export interface Disposable {
  dispose(): void;
}

/** Disposes its items in reverse order. An item that throws does not stop the others; an item added after disposal is disposed at once. */
export class DisposableStore implements Disposable {
  private items: Set<Disposable> | undefined = new Set();

  get isDisposed(): boolean {
    return this.items === undefined;
  }

  add<T extends Disposable>(item: T): T {
    if (this.items) this.items.add(item);
    else item.dispose();
    return item;
  }

  dispose(): void {
    const items = [...(this.items ?? [])].toReversed();
    this.items = undefined;
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Disposing failed');
  }
}
