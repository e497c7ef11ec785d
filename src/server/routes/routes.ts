import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { ROUTES_FILE } from '../../protocol/paths';
import type { FileChange } from '../../protocol/thread';
import type { Fault, TextFault } from '../../protocol/faults';
import type { Source } from '../../protocol/logEntry';
import type { LocatedPath } from '../ask/requestFields';
import { toPath } from '../ask/locate';
import { codeOf } from '../errors';
import { inBackground, Queue } from '../log';
import type { Reply } from '../reply/reply';
import type { Exchange, Kinds, Upgrade } from './routeKind';
import type { RouteContext, RouteSite } from './context';
import { type Matched, type Route, RouteTable } from './match';
import { SavedFile } from './savedFile';
import { Slices } from './slices';
import { AnsweredRoutes } from './answeredRoutes';

/** The largest routes file that is read, in bytes. */
const MOST = 1024 * 1024;
/** The source of the routes file's faults. */
const SOURCE = 'routes';

/** A route as it stands in the routes file. */
interface WrittenRoute {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The whole text of the file. */
  readonly text: string;
}

/** The routes of the file's last version without faults. */
export class Routes {
  private table = new RouteTable([]);
  private readonly file: string;
  /** Made when the first routes file is read. */
  private kinds: Kinds | undefined;
  private saved: SavedFile | undefined;
  private readonly answered = new AnsweredRoutes();
  /** One reading after another, so that the version read last is the one saved last. */
  private readonly readings = new Queue();

  private readonly site: RouteSite;

  constructor(private readonly context: RouteContext) {
    this.site = context.site;
    this.file = this.site.files.pathOf([ROUTES_FILE]);
  }

  /** Reads the routes file and follows it from then on; does nothing in an untrusted workspace. */
  async start(): Promise<void> {
    if (!this.site.options.trusted || this.saved) return;
    const log = this.site.log.event.bind(this.site.log);
    this.saved = new SavedFile(
      this.file,
      this.site.root,
      () => inBackground(this.load(), this.site.log, 'Reading the routes file'),
      log,
    );
    // Synchronous on purpose: no request is being served yet, and most folders have no routes file.
    if (existsSync(this.file)) await this.load();
  }

  /** Answers with the first route that takes the request; undefined when there is none. */
  answer(request: IncomingMessage): Promise<Reply> | undefined {
    const matched = this.find(request);
    if (!matched) return undefined;
    const source = this.sourceOf(matched);
    this.answered.note(request, matched.route);
    return this.answerMatched(request, matched, async exchange => ({
      ...(await matched.route.action.answer(exchange)),
      source,
    }));
  }

  /** Hands a WebSocket to the first route that takes it. A reply is a refusal; undefined if no route takes it. */
  join(upgrade: Upgrade): Promise<Reply | undefined> | undefined {
    const matched = this.find(upgrade.request);
    const action = matched?.route.action;
    if (!matched || !action?.join) return undefined;
    return this.answerMatched(upgrade.request, matched, async exchange => action.join?.(exchange, upgrade));
  }

  /** Shows a form, or any other body, that no route takes. */
  async echo(request: IncomingMessage, located: LocatedPath): Promise<Reply> {
    const { echo } = await import('./engine');
    return echo(this.context, request, located);
  }

  /** The methods that routes answer at a request's target. */
  methodsAt({ url = '/' }: Pick<IncomingMessage, 'url'>): readonly string[] {
    return this.site.options.trusted ? this.table.methodsAt(url) : [];
  }

  /** The route that sent the document at an address, as the file has it now; undefined without such a route. */
  async writtenAt(address: string): Promise<WrittenRoute | undefined> {
    const answered = this.answered.at(address);
    const route = answered && this.table.same(answered);
    const file = route && (await this.textOfFile());
    return typeof file === 'object'
      ? { file: this.file, line: route?.line ?? 1, text: file.text }
      : undefined;
  }

  /** Changes that the editor saw. */
  changed(changes: readonly FileChange[]): void {
    if (changes.some(change => change.path === this.file)) this.saved?.hear();
  }

  async close(): Promise<void> {
    this.saved?.close();
    for (const kind of new Set(this.kinds?.named.values())) await kind.close?.();
  }

  /** Whether a route takes the request. */
  takes(request: IncomingMessage): boolean {
    return this.find(request) !== undefined;
  }

  private async answerMatched<T extends Reply | undefined>(
    request: IncomingMessage,
    matched: Matched,
    answer: (exchange: Exchange) => Promise<T>,
  ): Promise<T | Reply> {
    const { answerMatched } = await import('./engine');
    return answerMatched(this.context, request, matched, answer);
  }

  private find(request: IncomingMessage): Matched | undefined {
    return this.site.options.trusted ? this.table.find(request) : undefined;
  }

  private sourceOf({ route }: Matched): Source {
    return { file: this.file, line: route.line, name: route.name };
  }

  /** Never rejects. */
  private load(): Promise<void> {
    return this.readings
      .add(() => this.read())
      .catch((error: unknown) => {
        // `RangeError` for a file that is nested too deeply.
        const why = error instanceof Error ? error.message : String(error);
        this.fail([{ message: `${ROUTES_FILE} cannot be read: ${why}`, line: 1, column: 1 }]);
      });
  }

  private async read(): Promise<void> {
    const file = await this.textOfFile();
    if (file === 'unreadable') return;
    if (file === undefined) return this.take([]);
    if (file === 'too large') {
      const message = `${ROUTES_FILE} is larger than ${MOST} bytes, so it is not read.`;
      return this.fail([{ message, line: 1, column: 1 }]);
    }
    // Most workspaces have no routes file, and their start does not load the code for it.
    const { createKinds, readRouteFile } = await import('./engine');
    this.kinds ??= createKinds(this.context);
    const read = await readRouteFile(file.text, this.kinds);
    if (read.kind === 'faulty') {
      this.fail(read.faults);
      if (read.more > 0)
        this.site.log.event(
          'error',
          `${ROUTES_FILE} has ${read.more} more mistakes, which are left out here.`,
        );
      return;
    }
    this.take(read.routes);
  }

  private fail(faults: readonly TextFault[]): void {
    this.context.faults.report(
      SOURCE,
      faults.map((fault): Fault => ({ ...fault, file: this.file, severity: 'error' })),
    );
    if (this.table.size > 0) this.site.log.event('info', 'The last good routes stay.');
  }

  private take(routes: readonly Route[]): void {
    this.context.faults.report(SOURCE, []);
    const before = this.table;
    const after = new RouteTable(routes);
    this.table = after;
    if (before.size === 0 && after.size === 0) return;
    this.site.log.event('info', `${ROUTES_FILE}: ${after.size} routes`);
    const [gone, come] = before.apartFrom(after);
    if (gone.size === 0 && come.size === 0) return;
    const slices = new Slices();
    this.site.live.revise(async used => {
      for (const each of new Set([used, used.replace(/\/index\.html$/, '/')].map(asTarget)))
        if ((await gone.describe(each, slices)) !== (await come.describe(each, slices))) return true;
      return false;
    });
  }

  /** Reads the disk, not the overlay: half-typed routes are not meant to apply. */
  private async textOfFile(): Promise<{ readonly text: string } | 'unreadable' | 'too large' | undefined> {
    try {
      const stats = await stat(this.file);
      // Opening a FIFO without a writer would block forever.
      if (!stats.isFile()) return undefined;
      if (stats.size > MOST) return 'too large';
      return { text: (await readFile(this.file, 'utf8')).replace(/^\uFEFF/, '') };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      this.site.log.event(
        'warn',
        `${ROUTES_FILE} cannot be read: ${codeOf(error)}. The last good routes stay.`,
      );
      return 'unreadable';
    }
  }
}

/** A decoded path as the target of a request for it. */
const asTarget = (path: string): string => toPath(path.split('/').filter(Boolean), path.endsWith('/'));
