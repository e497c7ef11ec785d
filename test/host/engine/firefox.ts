import { type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { endGroup, startGroup } from '../processes';
import { type Clip, type Engine, type Tab, asJson, clickActions, keyActions } from './tab';

const NAMES = ['firefox-esr', 'firefox'];
/** Milliseconds in which Firefox must have started. */
const PATIENCE = 60_000;

/** Firefox requests nothing but our own pages, and media may play. */
const PREFERENCES: Readonly<Record<string, unknown>> = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'media.autoplay.default': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:9/',
};

/** Path of an installed Firefox; `PORTHOLE_FIREFOX` names another, which must then be there. */
export function findFirefox(): string | undefined {
  const asked = process.env['PORTHOLE_FIREFOX'];
  if (asked) return asked;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return NAMES.flatMap(name => folders.map(folder => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

/** A Firefox driven by WebDriver BiDi. */
export class Firefox implements Engine {
  private last = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly socket: WebSocket,
    private readonly profile: string,
  ) {
    socket.on('message', data => {
      const answer = JSON.parse((data as Buffer).toString()) as Answer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    });
  }

  static async launch(file: string): Promise<Firefox> {
    const profile = await mkdtemp(path.join(tmpdir(), 'porthole-firefox-'));
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(path.join(profile, 'user.js'), lines.join('\n'));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
    const child = startGroup(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const firefox = new Firefox(child, socket, profile);
    // Accepts certificates like a person who clicks the warning away: each is made for one machine.
    await firefox.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    return firefox;
  }

  async newTab(): Promise<Tab> {
    const { context } = (await this.send('browsingContext.create', { type: 'tab' })) as { context: string };
    return new FirefoxTab(this, context);
  }

  async send(method: string, params: unknown): Promise<unknown> {
    const id = ++this.last;
    const answer = await new Promise<Answer>(resolve => {
      this.waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    this.waiting.delete(id);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}: ${answer.message ?? ''}`);
    return answer.result;
  }

  async close(): Promise<void> {
    this.socket.close();
    await endGroup(this.child);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class FirefoxTab implements Tab {
  constructor(
    private readonly firefox: Firefox,
    private readonly context: string,
  ) {}

  async goto(url: string): Promise<void> {
    await this.send('browsingContext.navigate', { url, wait: 'complete' });
  }

  async back(): Promise<void> {
    await this.send('browsingContext.traverseHistory', { delta: -1 });
  }

  async reload(): Promise<void> {
    await this.send('browsingContext.reload', { wait: 'complete' });
  }

  async run(expression: string): Promise<unknown> {
    const answer = await this.firefox.send('script.evaluate', {
      expression: `(async () => (${asJson})(await (${expression})))()`,
      target: { context: this.context },
      awaitPromise: true,
      userActivation: true,
    });
    return resultOf(answer);
  }

  async type(keys: readonly string[]): Promise<void> {
    await this.send('input.performActions', { actions: keyActions(keys) });
  }

  async click(x: number, y: number, held?: string): Promise<void> {
    await this.send('input.performActions', { actions: clickActions(x, y, held) });
  }

  async screenshot(clip?: Clip): Promise<Buffer> {
    const part = clip ? { clip: { type: 'box', ...clip } } : {};
    const { data } = (await this.send('browsingContext.captureScreenshot', part)) as { data: string };
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    await this.send('browsingContext.close', {});
  }

  private send(method: string, params: object): Promise<unknown> {
    return this.firefox.send(method, { context: this.context, ...params });
  }
}

function resultOf(answer: unknown): unknown {
  const { type, result, exceptionDetails } = answer as {
    type: string;
    result?: { value?: string };
    exceptionDetails?: { text: string };
  };
  if (type !== 'success') throw new Error(exceptionDetails?.text ?? 'the page threw');
  return (JSON.parse(result?.value ?? '[]') as unknown[])[0];
}

/** The line with the address on which it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  const address = new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', chunk => {
      said = (said + String(chunk)).slice(-20_000);
      const found = /BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`Firefox ended with ${code ?? 'a signal'}:\n${said}`)));
  });
  const late = setTimeout(() => child.emit('error', new Error(`Firefox does not say:\n${said}`)), PATIENCE);
  try {
    return await address;
  } finally {
    clearTimeout(late);
  }
}
