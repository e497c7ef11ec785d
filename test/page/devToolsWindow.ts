import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RawData, WebSocket } from 'ws';
import { findBrowser, NO_BROWSER } from '../host/browser';
import { pause } from '../host/processes';

/** Milliseconds in which DevTools must have started, also on a busy machine. */
const PATIENCE = 30_000;

export async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

interface Answer {
  readonly id?: number;
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: unknown;
  };
}

/** Runs code in one target of Chromium. */
class Evaluating {
  private count = 0;

  private constructor(private readonly socket: WebSocket) {}

  static async open({ webSocketDebuggerUrl }: Target): Promise<Evaluating> {
    const socket = new WebSocket(webSocketDebuggerUrl);
    await once(socket, 'open');
    return new Evaluating(socket);
  }

  /** The awaited value of an expression; rejects with its error. */
  async run(expression: string): Promise<unknown> {
    const id = ++this.count;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const answered = new Promise<Answer>(resolve => {
      const hear = (data: RawData): void => {
        const answer = JSON.parse((data as Buffer).toString()) as Answer;
        if (answer.id !== id) return;
        this.socket.off('message', hear);
        resolve(answer);
      };
      this.socket.on('message', hear);
    });
    this.socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    const { result } = await answered;
    if (result?.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails));
    return result?.result?.value;
  }
}

/**
 * A Chromium of its own with DevTools open beside its page, as a person has them. Playwright shows no DevTools, so both are driven by
 * the protocol itself.
 */
export class DevToolsWindow {
  private constructor(
    private readonly chromium: ChildProcess,
    private readonly profile: string,
    readonly page: Evaluating,
    readonly tools: Evaluating,
  ) {}

  /** @param connected folders that a person has connected before, by path with their UUID: no click can be made in the browser's own bar */
  static async open(url: string, connected: Readonly<Record<string, string>>): Promise<DevToolsWindow> {
    const browser = findBrowser();
    if (browser === undefined) throw new Error(NO_BROWSER);
    const profile = await mkdtemp(path.join(tmpdir(), 'porthole-devtools-'));
    await mkdir(path.join(profile, 'Default'));
    const preferences = JSON.stringify({ devtools: { file_system_paths: connected } });
    await writeFile(path.join(profile, 'Default', 'Preferences'), preferences);
    const flags = ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-background-networking'];
    const shown = [
      '--remote-debugging-port=0',
      '--auto-open-devtools-for-tabs',
      `--user-data-dir=${profile}`,
    ];
    const chromium = spawn(browser, [...flags, '--disable-component-update', ...shown, url], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const port = await portOf(chromium);
    const find = (start: string): Promise<Evaluating> =>
      until(async () => {
        const list = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[];
        const target = list.find(each => each.url.startsWith(start));
        return target && (await Evaluating.open(target));
      }, `a target at ${start}`);
    return new DevToolsWindow(chromium, profile, await find(url), await find('devtools:'));
  }

  /** The folder that a page has offered, and whether it is connected. */
  async offered(): Promise<unknown> {
    const read = `(async () => {
      const { AutomaticFileSystemManager } = await import('./models/persistence/persistence.js');
      return AutomaticFileSystemManager.AutomaticFileSystemManager.instance().automaticFileSystem;
    })()`;
    // The manager does not exist before DevTools have started.
    const look = (): Promise<unknown> => this.tools.run(read).catch(() => undefined);
    return until(async () => (await look()) ?? undefined, 'a folder that is offered');
  }

  /** Sets the declarations of a sheet's first rule for an element, as the pane “Styles” does, once the sheet is bound to a file. */
  async style(name: string, selector: string, declarations: string): Promise<void> {
    const bound = `(async () => {
      const { Workspace } = await import('./models/workspace/workspace.js');
      const { Persistence } = await import('./models/persistence/persistence.js');
      const codes = Workspace.WorkspaceImpl.instance().uiSourceCodes();
      const code = codes.find(each => each.url().startsWith('http') && each.url().endsWith('${name}'));
      return Boolean(code && Persistence.PersistenceImpl.instance().binding(code));
    })()`;
    await until(async () => (await this.tools.run(bound)) || undefined, `${name} is bound to a file`);
    const isSet = await this.tools.run(`(async () => {
      const { TargetManager, CSSModel, DOMModel } = await import('./core/sdk/sdk.js');
      const target = TargetManager.TargetManager.instance().primaryPageTarget();
      const model = target.model(CSSModel.CSSModel);
      const sheet = model.allStyleSheets().find(each => each.sourceURL.endsWith('${name}'));
      const dom = target.model(DOMModel.DOMModel);
      const node = await dom.querySelector((await dom.requestDocument()).id, '${selector}');
      const styles = (await model.getMatchedStyles(node)).nodeStyles();
      return styles.find(each => each.styleSheetId === sheet.id).setText(${JSON.stringify(declarations)}, true);
    })()`);
    // As Ctrl+S does. The text of the sheet follows the style a moment later.
    const save = `(async () => {
      const { Workspace } = await import('./models/workspace/workspace.js');
      const codes = Workspace.WorkspaceImpl.instance().uiSourceCodes();
      const code = codes.find(each => each.url().startsWith('http') && each.url().endsWith('${name}'));
      if (!code.isDirty()) return undefined;
      await code.commitWorkingCopy();
      return true;
    })()`;
    await until(() => this.tools.run(save), `${name} has changed`);
    if (isSet !== true) throw new Error(`The style of ${selector} cannot be set: ${String(isSet)}`);
  }

  /** Edits a file of a connected folder in the pane “Sources” and saves it, as Ctrl+S does. */
  async edit(name: string, from: string, to: string): Promise<void> {
    const edited = `(async () => {
      const { Workspace } = await import('./models/workspace/workspace.js');
      const codes = Workspace.WorkspaceImpl.instance().uiSourceCodes();
      const code = codes.find(each => each.url().startsWith('file:') && each.url().endsWith('/${name}'));
      if (!code) return undefined;
      await code.requestContentData();
      const text = code.workingCopy();
      if (!text.includes(${JSON.stringify(from)})) return undefined;
      code.setWorkingCopy(text.replace(${JSON.stringify(from)}, ${JSON.stringify(to)}));
      await code.commitWorkingCopy();
      return true;
    })()`;
    await until(async () => (await this.tools.run(edited)) ?? undefined, `${name} is edited`);
  }

  async close(): Promise<void> {
    const ended = once(this.chromium, 'exit');
    this.chromium.kill('SIGKILL');
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The port of the protocol, which Chromium writes as it starts. */
function portOf({ stderr }: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    stderr?.on('data', chunk => {
      said += String(chunk);
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    });
    stderr?.once('end', () => reject(new Error(`Chromium ended: ${said.slice(-1000)}`)));
  });
}
