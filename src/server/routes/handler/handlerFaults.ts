import path from 'node:path';
import type { Thrown } from '../../../protocol/handlerMessages';
import type { Faults } from '../../knownFaults';
import type { RouteSite } from '../context';
import { type Spot, tell, type Told } from './stack';
import type { Ended } from './ended';

/** Faults of handlers, for the log and the Problems view. */
export class HandlerFaults {
  /** Sources with a current fault. */
  private readonly sources = new Set<string>();
  /** The real path of the root: stacks name modules by their real paths. */
  root: string;

  constructor(
    private readonly site: RouteSite,
    private readonly faults: Faults,
  ) {
    this.root = site.root;
  }

  /** A handler has answered; its last fault is gone. */
  well(relative: string, method: string): void {
    const source = sourceOf(relative, method);
    if (this.sources.delete(source)) this.faults.report(source, []);
  }

  /** A handler has thrown; returns the part that may be shown. */
  failed(relative: string, method: string, thrown: Thrown): Told {
    const told = tell(thrown, this.root);
    this.report(sourceOf(relative, method), told.spot ?? this.topOf(relative), told.message);
    return told;
  }

  /** Thrown outside of any request, for example by a timer. */
  stray(thrown: Thrown): void {
    const { message, spot } = tell(thrown, this.root);
    if (spot) this.report('handlers', spot, message);
    else this.site.log.event('error', `A handler threw where nobody waits for it: ${message}`);
  }

  /** The thread has ended; the next request starts another. */
  ended(ended: Ended): void {
    if (ended.kind === 'crashed')
      this.site.log.event('error', `The thread of handlers ended: ${ended.message}`);
    if (ended.kind !== 'hung') return;
    const message = `This handler did not respond for ${ended.seconds} s; its thread was ended.`;
    for (const { file, method } of ended.blamed) {
      const relative = this.relativeOf(file);
      this.report(sourceOf(relative, method), this.topOf(relative), message);
    }
  }

  /** A module has changed. */
  clear(): void {
    for (const source of this.sources) this.faults.report(source, []);
    this.sources.clear();
  }

  /** The handlers that may have blocked an ended thread, as routes name them. */
  namesOf(ended: Ended): string[] {
    return ended.kind === 'hung' ? ended.blamed.map(({ file }) => this.relativeOf(file)) : [];
  }

  private report(source: string, { file, line, column }: Spot, message: string): void {
    this.sources.add(source);
    // The path below the opened root: the editor knows a file behind a link by that path only.
    const shown = this.site.files.pathOf(this.relativeOf(file).split('/'));
    this.faults.report(source, [{ file: shown, line, column, message, severity: 'error' }]);
  }

  private topOf(relative: string): Spot {
    return { file: path.join(this.root, relative), line: 1, column: 1 };
  }

  private readonly relativeOf = (file: string): string =>
    path.relative(this.root, file).split(path.sep).join('/');
}

const sourceOf = (file: string, method: string): string => `handler ${method} ${file}`;
