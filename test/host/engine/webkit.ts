import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { isObject } from '../suites';
import { endGroup, pause, startGroup } from '../processes';
import { type Engine, type Tab, asJson, clickActions, keyActions } from './tab';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSERS = ['x86_64', 'aarch64'].map(
  machine => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
);
/** Milliseconds in which the driver must have started. */
const PATIENCE = 30_000;

/** WebKit's sandbox needs rights that a container lacks; pages are drawn without a graphics card. */
const ENVIRONMENT = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
};

/** The browser that comes with WebKitGTK, if its driver is installed too (Debian's `webkit2gtk-driver`). */
export function findWebKit(): string | undefined {
  return existsSync(DRIVER) ? BROWSERS.find(file => existsSync(file)) : undefined;
}

/** Safari's engine, driven by WebDriver: one session, in which every command goes to the current window. */
export class WebKit implements Engine {
  private queue: Promise<unknown> = Promise.resolve();
  /** The window that the next command goes to. */
  private current: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly origin: string,
    private readonly session: string,
    /** The first window, which stays: others are opened from it. */
    private readonly first: string,
  ) {}

  static async launch(browser: string): Promise<WebKit> {
    const port = await freePort();
    // The browser, not the driver, opens the display.
    const args = ['--auto-servernum', DRIVER, `--port=${port}`];
    const child = startGroup('xvfb-run', args, {
      stdio: 'ignore',
      env: { ...process.env, ...ENVIRONMENT },
    });
    const origin = `http://127.0.0.1:${port}`;
    await isThere(child, origin);
    const options = { binary: browser, args: ['--automation', '--autoplay-policy=allow'] };
    // Accepts certificates like a person who clicks the warning away: each is made for one machine.
    const always = { acceptInsecureCerts: true, 'webkitgtk:browserOptions': options };
    const capabilities = { alwaysMatch: always };
    const made = await ask(origin, 'POST', '/session', { capabilities });
    if (!isObject(made) || typeof made['sessionId'] !== 'string') throw new Error('WebKit gave no session.');
    const { sessionId } = made;
    const first = String(await ask(origin, 'GET', `/session/${sessionId}/window`));
    const webkit = new WebKit(child, origin, sessionId, first);
    await webkit.send('POST', '/timeouts', { script: 20_000, pageLoad: 20_000 });
    return webkit;
  }

  async newTab(): Promise<Tab> {
    // Opens a window, since a tab behind the first one would be hidden, without frames and focus.
    const made = await this.send('POST', '/window/new', { type: 'window' }, this.first);
    if (!isObject(made)) throw new Error('WebKit gave no tab.');
    return new WebKitTab(this, String(made['handle']));
  }

  /** Commands run one after another, since each chooses the current window first. */
  send(method: string, path: string, body?: unknown, window?: string): Promise<unknown> {
    const command = async (): Promise<unknown> => {
      if (window !== undefined && window !== this.current) {
        await ask(this.origin, 'POST', `/session/${this.session}/window`, { handle: window });
        this.current = window;
      }
      return ask(this.origin, method, `/session/${this.session}${path}`, body);
    };
    const answer = this.queue.then(command);
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    await ask(this.origin, 'DELETE', `/session/${this.session}`).catch(() => undefined);
    await endGroup(this.child);
  }
}

class WebKitTab implements Tab {
  constructor(
    private readonly webkit: WebKit,
    private readonly handle: string,
  ) {}

  async goto(url: string): Promise<void> {
    await this.send('POST', '/url', { url });
  }

  async back(): Promise<void> {
    await this.send('POST', '/back', {});
  }

  async reload(): Promise<void> {
    await this.send('POST', '/refresh', {});
  }

  async run(expression: string): Promise<unknown> {
    const script = `const done = arguments[0];
      (async () => (${asJson})(await (${expression})))().then(text => done({ text }), error => done({ error: String(error) }));`;
    const answer = await this.send('POST', '/execute/async', { script, args: [] });
    if (!isObject(answer) || typeof answer['text'] !== 'string')
      throw new Error(isObject(answer) ? String(answer['error']) : 'the page answered nothing');
    return (JSON.parse(answer['text']) as unknown[])[0];
  }

  async type(keys: readonly string[]): Promise<void> {
    await this.send('POST', '/actions', { actions: keyActions(keys) });
  }

  async click(x: number, y: number, held?: string): Promise<void> {
    await this.send('POST', '/actions', { actions: clickActions(x, y, held) });
  }

  screenshot(): Promise<Buffer> {
    return Promise.reject(new Error('WebKitGTK draws no picture for its driver on a virtual display.'));
  }

  async close(): Promise<void> {
    await this.send('DELETE', '/window');
  }

  private send(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.webkit.send(method, path, body, this.handle);
  }
}

/** The value that WebDriver answers; its error as an exception. */
async function ask(origin: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(origin + path, { method, ...(text === undefined ? {} : { body: text }) });
  const answer: unknown = await response.json();
  const value = isObject(answer) ? answer['value'] : undefined;
  if (response.ok) return value;
  const { error, message } = isObject(value) ? value : { error: response.status, message: '' };
  throw new Error(`${method} ${path}: ${String(error)}: ${String(message)}`);
}

async function isThere(child: ChildProcess, origin: string): Promise<void> {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until && child.exitCode === null) {
    if (await ask(origin, 'GET', '/status').catch(() => undefined)) return;
    await pause(50);
  }
  throw new Error('WebKitWebDriver did not start.');
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
