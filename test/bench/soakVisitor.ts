import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseResponses } from '../server/support/raw';
import { Listener, NAVIGATION } from './listener';
import { hashOf, type Known, type SoakSite } from './soakSite';

/** The outcomes of all requests. */
export class Tally {
  answers = 0;
  bytes = 0;
  left = 0;
  pages = 0;
  readonly wrong: string[] = [];

  /** An answer, and whether it was correct. */
  judge(what: string, right: boolean, bytes: number): void {
    this.answers++;
    this.bytes += bytes;
    if (!right) this.wrong.push(what);
  }
}

/** Numbers that look random and are the same for a seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

const TAG = /<script src="(?:\.\.?\/)+__porthole\/page\.js" data-document="[^"]+"><\/script>/;

const OFTEN = ['whole', 'document', 'part', 'unchanged', 'changing', 'burst'] as const;
const SELDOM = ['large', 'parts', 'leave', 'breakOff', 'babble', 'form', 'list', 'missing', 'visit'] as const;
const ACTS = [...OFTEN, ...OFTEN, ...SELDOM];

/** Sends one request after another, as browsers, tools and strangers do, and checks every byte of the replies. */
export class Visitor {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  constructor(
    private readonly port: number,
    private readonly site: SoakSite,
    private readonly tally: Tally,
    private readonly random: (below: number) => number,
  ) {}

  async goOn(until: number): Promise<void> {
    while (performance.now() < until) {
      const act = this.one(ACTS);
      await this[act]().catch((error: unknown) => this.tally.judge(`${act}: ${String(error)}`, false, 0));
    }
    this.agent.destroy();
  }

  private one<T>(list: readonly T[]): T {
    return list[this.random(list.length)] as T;
  }

  private async open(
    target: string,
    options: http.RequestOptions = {},
    body?: string,
  ): Promise<http.IncomingMessage> {
    const request = http.request({
      host: '127.0.0.1',
      port: this.port,
      path: target,
      agent: this.agent,
      ...options,
    });
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return response;
  }

  private async ask(target: string, options: http.RequestOptions = {}, body?: string): Promise<Answer> {
    const response = await this.open(target, options, body);
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) };
  }

  private judge(what: string, { status, body }: Answer, right: boolean): void {
    this.tally.judge(`${what}: ${status}, ${body.length} bytes`, right, body.length);
  }

  private async whole(): Promise<void> {
    const file = this.one(this.site.small);
    const answer = await this.ask(file.target);
    this.judge(file.target, answer, answer.status === 200 && hashOf(answer.body) === file.hash);
  }

  private async large(): Promise<void> {
    const file = this.one(this.site.large);
    const response = await this.open(file.target);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of response) {
      hash.update(part as Buffer);
      bytes += (part as Buffer).length;
    }
    this.tally.judge(`${file.target}: ${bytes} bytes`, hash.digest('base64') === file.hash, bytes);
  }

  private async document(): Promise<void> {
    const file = this.one(this.site.documents);
    const answer = await this.ask(file.target, { headers: NAVIGATION });
    const text = answer.body.toString('latin1');
    const isRight = TAG.test(text) && hashOf(Buffer.from(text.replace(TAG, ''), 'latin1')) === file.hash;
    this.judge(`document ${file.target}`, answer, isRight);
  }

  private slice({ bytes }: Known): { start: number; end: number } {
    const start = this.random(bytes.length);
    return { start, end: Math.min(bytes.length - 1, start + this.random(300_000)) };
  }

  private async part(): Promise<void> {
    const file = this.one(this.site.large);
    const { start, end } = this.slice(file);
    const answer = await this.ask(file.target, { headers: { Range: `bytes=${start}-${end}` } });
    const isRight = hashOf(answer.body) === hashOf(file.bytes.subarray(start, end + 1));
    this.judge(`${file.target} ${start}-${end}`, answer, answer.status === 206 && isRight);
  }

  private async parts(): Promise<void> {
    const file = this.one(this.site.large);
    const half = file.bytes.length / 2;
    const range = `bytes=10-${10 + this.random(5000)},${half}-${half + this.random(5000)}`;
    const answer = await this.ask(file.target, { headers: { Range: range } });
    const boundary = /boundary=(\w+)$/.exec(answer.headers['content-type'] ?? '')?.[1] ?? '';
    const expected = range
      .slice(6)
      .split(',')
      .map(text => {
        const [start = 0, end = 0] = text.split('-').map(Number);
        const head = `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ${text}/${file.bytes.length}\r\n\r\n`;
        return Buffer.concat([Buffer.from(head), file.bytes.subarray(start, end + 1), Buffer.from('\r\n')]);
      });
    const all = Buffer.concat([...expected, Buffer.from(`--${boundary}--\r\n`)]);
    this.judge(`${file.target} ${range}`, answer, hashOf(answer.body) === hashOf(all));
  }

  private async unchanged(): Promise<void> {
    const file = this.one([...this.site.small, ...this.site.large]);
    const { headers } = await this.ask(file.target, { method: 'HEAD' });
    const answer = await this.ask(file.target, { headers: { 'If-None-Match': headers.etag ?? '' } });
    this.judge(`unchanged ${file.target}`, answer, answer.status === 304 && answer.body.length === 0);
  }

  private async changing(): Promise<void> {
    const { changing } = this.site;
    const since = changing.version;
    const answer = await this.ask(changing.target);
    this.judge(`state ${since}`, answer, changing.isSince(answer.body, since));
  }

  /** Leaves in the middle of a reply; the bytes until then must be right all the same. */
  private async leave(): Promise<void> {
    const file = this.one(this.site.large);
    const response = await this.open(file.target);
    const enough = this.random(file.bytes.length);
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of response) {
      parts.push(part as Buffer);
      bytes += (part as Buffer).length;
      if (bytes > enough) break;
    }
    response.destroy();
    this.tally.left++;
    const isRight = hashOf(Buffer.concat(parts)) === hashOf(file.bytes.subarray(0, bytes));
    this.tally.judge(`the first ${bytes} bytes of ${file.target}`, isRight, bytes);
  }

  /** A request that never ends, because its sender has gone. */
  private async breakOff(): Promise<void> {
    const whole = `POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n${'x'.repeat(400)}`;
    await this.say(whole.slice(0, 1 + this.random(whole.length)));
  }

  private async babble(): Promise<void> {
    await this.say(Buffer.from(Array.from({ length: 1 + this.random(200) }, () => this.random(256))));
  }

  private async say(bytes: string | Buffer): Promise<void> {
    const socket = net.connect(this.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    await pause(this.random(20));
    socket.destroy();
    this.tally.left++;
  }

  private async burst(): Promise<void> {
    const files = Array.from({ length: 1 + this.random(30) }, () => this.one(this.site.small));
    const socket = net.connect(this.port, '127.0.0.1');
    const asked = files.map(({ target }) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n`);
    socket.write(`${asked.join('\r\n')}Connection: close\r\n\r\n`);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    const answers = parseResponses(Buffer.concat(parts));
    files.forEach((file, place) => {
      const body = answers[place]?.body ?? Buffer.from('nothing');
      this.tally.judge(
        `number ${place} of ${files.length}: ${file.target}`,
        hashOf(body) === file.hash,
        body.length,
      );
    });
  }

  private async form(): Promise<void> {
    const word = `word-${this.random(1e9)}`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...NAVIGATION };
    const answer = await this.ask('/form', { method: 'POST', headers }, `field=${word}`);
    this.judge('form', answer, answer.status === 200 && answer.body.includes(word));
  }

  private async list(): Promise<void> {
    const answer = await this.ask('/many/', { headers: NAVIGATION });
    this.judge('listing', answer, answer.body.toString().split('entry-').length - 1 >= 200);
  }

  private async missing(): Promise<void> {
    const answer = await this.ask(`/nothing-${this.random(1e6)}`, { headers: NAVIGATION });
    this.judge('nothing', answer, answer.status === 404);
  }

  /** A page that is open for a moment. */
  private async visit(): Promise<void> {
    const page = await Listener.open(this.port, '/index.html');
    await pause(this.random(100));
    page.close();
    this.tally.pages++;
  }
}
