import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Source } from '../../protocol/log';
import type { Problem } from '../../protocol/problems';
import type { FileChange } from '../../protocol/thread';
import { type LocatedPath, one } from '../asked';
import { toPath } from '../locate';
import { say, sentence } from '../pages';
import type { Reply } from '../reply';
import { serve } from '../serve';
import type { Site } from '../site';
import { hasBody, readBody } from './body';
import { answerByCollection } from './collection/answer';
import { Collection } from './collection/collection';
import { echoReply } from './echo';
import { fixedReply, mockFailure, wait } from './fixed';
import { jsonReply } from './jsonReply';
import { queryOf, RouteTable } from './match';
import { readRoutes } from './read';
import { asObject, receive, type Received, valueOf } from './received';
import type { FixedAnswer, Matched, Route, RouteAction } from './route';
import { ROUTES_FILE, SavedFile } from './routesFile';

/** The routes file may be this large, in bytes. */
const MOST = 1024 * 1024;

/** Where the routes tell what they find. */
export interface RoutesHost {
  /** All that is wrong with the routes file now. */
  problems(problems: readonly Problem[]): void;
}

/** A request with everything that an answer may need. */
interface Call {
  readonly request: IncomingMessage;
  readonly located: LocatedPath;
  readonly matched: Matched;
  readonly gone: AbortSignal;
}

type ActionOf<K extends RouteAction['kind']> = Extract<RouteAction, { kind: K }>;
type ReadBody = { readonly bytes: Buffer; readonly received: Received };

/** What is answered without a file: the routes of the workspace, and forms that nobody else takes. */
export class Routes {
  private table = new RouteTable([]);
  private readonly file: string;
  private saved: SavedFile | undefined;
  private readonly collections = new Map<string, Collection>();
  /** How often each route has answered, for those that answer in turn. */
  private turns = new WeakMap<Route, number>();

  constructor(
    private readonly site: Site,
    private readonly host: RoutesHost,
  ) {
    this.file = site.files.pathOf([ROUTES_FILE]);
  }

  /** Reads the routes file and follows it from then on; does nothing in a workspace that is not trusted. */
  async start(): Promise<void> {
    if (!this.site.options.trusted || this.saved) return;
    this.saved = new SavedFile(
      this.file,
      this.site.root,
      () => void this.load(),
      (level, text) => this.site.log.event(level, text),
    );
    await this.load();
  }

  /** The route that answers a request; undefined to go on to the files. */
  find(request: IncomingMessage, located: LocatedPath): Matched | undefined {
    return this.site.options.trusted ? this.table.find(request, located) : undefined;
  }

  /** The methods that routes add at a path. */
  methodsAt(located: LocatedPath): ReadonlySet<string> {
    return this.site.options.trusted ? this.table.methodsAt(located) : new Set();
  }

  /** Changes that the editor saw. */
  changed(changes: readonly FileChange[]): void {
    if (changes.some(change => change.path === this.file)) this.saved?.hear();
  }

  /** Answers a request with what its route says. */
  async answer(request: IncomingMessage, located: LocatedPath, matched: Matched): Promise<Reply> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    request.socket.once('close', end);
    try {
      const reply = await this.act({ request, located, matched, gone: ended.signal });
      return { ...reply, source: this.sourceOf(matched.route) };
    } finally {
      request.socket.off('close', end);
    }
  }

  /** Shows what was sent to a place that takes nothing. */
  async echo(request: IncomingMessage, located: LocatedPath): Promise<Reply> {
    const body = await this.bodyOf(request);
    return 'status' in body ? body : echoReply(request, located, this.site.pages, body);
  }

  close(): void {
    this.saved?.close();
    this.saved = undefined;
  }

  private act(call: Call): Promise<Reply> {
    const { action } = call.matched.route;
    switch (action.kind) {
      case 'fixed':
        return this.answerFixed(call, action);
      case 'collection':
        return this.answerCollection(call, action);
      default:
        return action satisfies never;
    }
  }

  private async answerFixed(call: Call, action: ActionOf<'fixed'>): Promise<Reply> {
    const body = await this.bodyOf(call.request);
    if ('status' in body) return body;
    const answer = this.nextOf(call.matched.route, action);
    if (!answer) return mockFailure(this.site.pages);
    await wait(answer.delay, call.gone);
    const { content } = answer;
    if (content.kind === 'file') return this.answerFile(call, answer, content.file);
    const values = {
      params: call.matched.params,
      query: asObject(queryOf(call.located)),
      body: valueOf(body.received),
    };
    return fixedReply({ ...answer, content }, values, this.site.pages);
  }

  /** The answer whose turn it is; undefined for a failure that was asked for. */
  private nextOf(route: Route, { answers, failureRate }: ActionOf<'fixed'>): FixedAnswer | undefined {
    if (failureRate > 0 && Math.random() < failureRate) return undefined;
    const turn = this.turns.get(route) ?? 0;
    this.turns.set(route, turn + 1);
    return answers[turn % answers.length];
  }

  private async answerFile({ request }: Call, answer: FixedAnswer, file: string): Promise<Reply> {
    const place = this.site.place(toPath(file.split('/'), false));
    if (place.located.kind !== 'path') return sentence(404, 'missing', say(this.site.pages, 'notFound'));
    const reply = await serve(request, this.site, place, place.located);
    const status = reply.status === 200 ? answer.status : reply.status;
    return { ...reply, status, headers: { ...reply.headers, ...answer.headers }, rule: 'route' };
  }

  private async answerCollection(call: Call, action: ActionOf<'collection'>): Promise<Reply> {
    const { request, located, matched } = call;
    const body = await this.bodyOf(request);
    if ('status' in body) return body;
    // What requests write into the file must not reload the page that sent them.
    if (!action.persist) this.noteUse(request, action.file);
    const answer = await answerByCollection(this.collectionOf(action), {
      method: request.method ?? 'GET',
      params: matched.params,
      located,
      body: valueOf(body.received),
    });
    return jsonReply(answer, 'route', this.site.pages);
  }

  private collectionOf({ file, persist }: ActionOf<'collection'>): Collection {
    const key = `${String(persist)} ${file}`;
    const known = this.collections.get(key);
    if (known) return known;
    const made = new Collection(this.site.files.pathOf(file.split('/')), persist, this.site.files);
    this.collections.set(key, made);
    return made;
  }

  private sourceOf({ methods, path: pattern, line }: Route): Source {
    return { file: this.file, line, name: [methods.join(' '), pattern].filter(Boolean).join(' ') };
  }

  /** The body with its meaning, or the reply to one that cannot be taken. */
  private async bodyOf(request: IncomingMessage): Promise<ReadBody | Reply> {
    if (!hasBody(request)) return { bytes: Buffer.alloc(0), received: { kind: 'none' } };
    const read = await readBody(request, this.site.options.maxBodySize);
    if (read.kind === 'refused') return sentence(read.status, 'malformed', read.reason);
    // Nobody hears this; it only tells the log that the request was broken off.
    if (read.kind === 'gone') return sentence(400, 'malformed', 'The body was broken off.');
    const received = await receive(request, read.bytes);
    if (received.kind === 'malformed') return sentence(400, 'malformed', received.reason);
    return { bytes: read.bytes, received };
  }

  /** A page that was answered from a file follows that file. */
  private noteUse(request: IncomingMessage, file: string): void {
    const { headers } = request;
    const dest = one(headers['sec-fetch-dest']);
    this.site.live?.used({
      file: this.site.files.pathOf(file.split('/')),
      found: true,
      referer: headers.referer,
      dest,
    });
  }

  private async load(): Promise<void> {
    const bytes = await this.site.files.readSaved(this.file, MOST);
    const read = readRoutes(bytes?.toString('utf8').replace(/^\uFEFF/, '') ?? '{"routes":[]}');
    if (read.kind === 'wrong') {
      this.host.problems(read.faults.map(({ message, span }) => ({ file: this.file, message, ...span })));
      const [first] = read.faults;
      const where = first ? `, line ${first.span.line}: ${first.message}` : '';
      this.site.log.event('warn', `${path.basename(this.file)}${where} The last good routes stay.`);
      return;
    }
    this.host.problems([]);
    const before = this.table;
    const after = new RouteTable(read.routes);
    this.table = after;
    this.turns = new WeakMap();
    if (before.size === 0 && after.size === 0) return;
    this.site.log.event('info', `${path.basename(this.file)}: ${after.size} routes`);
    this.site.live?.revise(used => {
      const address = used.replace(/\/index\.html$/, '/');
      return [used, address].some(each => before.describe(each) !== after.describe(each));
    });
  }
}
