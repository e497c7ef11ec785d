import path from 'node:path';
import type { Thrown } from '../../../protocol/handlers';
import type { Faults } from '../../faults';
import type { RouteSite } from '../context';
import { type Spot, tell, type Told } from './stack';
import type { Ended } from './ended';

/** What is wrong with handlers, for the log and for whoever shows problems at their place. */
export class HandlerFaults {
  /** Sources of what is wrong at the moment. */
  private readonly sources = new Set<string>();
  /** The real path of the root: modules are loaded by theirs. */
  root: string;

  constructor(
    private readonly site: RouteSite,
    private readonly faults: Faults,
  ) {
    this.root = site.root;
  }

  /** A request has had its answer. */
  well(relative: string, method: string): void {
    const source = sourceOf(relative, method);
    if (this.sources.delete(source)) this.faults.report(source, []);
  }

  /** A handler has thrown; says what may be told of it. */
  failed(relative: string, method: string, thrown: Thrown): Told {
    const told = tell(thrown, this.root);
    this.report(sourceOf(relative, method), told.spot ?? this.topOf(relative), told.message);
    return told;
  }

  /** Thrown by a timer or a promise that no request waits for. */
  stray(thrown: Thrown): void {
    const { message, spot } = tell(thrown, this.root);
    if (spot) this.report('handlers', spot, message);
    else this.site.log.event('error', `A handler threw where nobody waits for it: ${message}`);
  }

  /** The thread is no more; the next request starts another. */
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

  /** The handlers that may have held a thread that has ended, as routes name them. */
  namesOf(ended: Ended): string[] {
    return ended.kind === 'hung' ? ended.blamed.map(({ file }) => this.relativeOf(file)) : [];
  }

  private report(source: string, { file, line, column }: Spot, message: string): void {
    this.sources.add(source);
    // The file as the person has opened it, who may have come to it through a link.
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
