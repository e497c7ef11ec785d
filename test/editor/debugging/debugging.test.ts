import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { installedBrowsers } from '../../../src/editor/preview/browserNames';
import { thisMachine } from '../../../src/editor/preview/browsers';
import { folder, get, listens, portOf, porthole, running, until } from '../helpers';

/** Runs the task that VS Code offers for the folder, or the one of tasks.json with this label. */
async function runTask(label?: string): Promise<vscode.TaskExecution> {
  const all = await vscode.tasks.fetchTasks({ type: 'porthole' });
  const task = all.find(({ name }) => name === (label ?? vscode.workspace.workspaceFolders?.[0]?.name));
  assert.ok(task, all.map(({ name }) => name).join());
  assert.equal(task.isBackground, true);
  return vscode.tasks.executeTask(task);
}

const isOver = async (execution: vscode.TaskExecution): Promise<void> =>
  new Promise(resolve => {
    const ending = vscode.tasks.onDidEndTask(event => {
      if (event.execution !== execution) return;
      ending.dispose();
      resolve();
    });
  });

const script = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'app.js');

// A setting of the machine: a window with a remote server reads it there, and from no other file.
const browser = (value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('porthole').update('browser', value, vscode.ConfigurationTarget.Global);

describe('the task type porthole', () => {
  it('serves the folder until the task is cancelled', async () => {
    assert.ok((await porthole()).servers.every(({ state }) => state === 'stopped'));
    const execution = await runTask();
    const served = await running();
    assert.equal((await get(served.url)).status, 200);
    execution.terminate();
    await until('its end', async () => !(await listens(portOf(served))) || undefined);
  });

  it('leaves no server behind when it is cancelled while that starts', async () => {
    const api = await porthole();
    const starting = new Promise<void>(resolve => {
      const listening = api.onDidChangeState(({ state }) => {
        if (state !== 'starting') return;
        listening.dispose();
        resolve();
      });
    });
    const execution = await runTask();
    await starting;
    execution.terminate();
    await until('its end', () => api.servers.every(({ state }) => state === 'stopped') || undefined);
  });

  it('ends when its server is stopped', async () => {
    const execution = await runTask();
    await running();
    const over = isOver(execution);
    await vscode.commands.executeCommand('porthole.stop');
    await over;
  });

  it('serves a folder of the folder by its root', async () => {
    const execution = await runTask('public');
    const served = await until('the server', async () => {
      return (await porthole()).servers.find(server => server.served?.root.endsWith('public'))?.served;
    });
    assert.match((await get(served.url)).body, /<h1>Public<\/h1>/);
    execution.terminate();
    await until('its end', async () => !(await listens(portOf(served))) || undefined);
  });

  it('serves nothing outside the folder', async () => {
    const execution = await runTask('outside');
    await isOver(execution);
    assert.ok((await porthole()).servers.every(({ state }) => state === 'stopped'));
  });
});

/** The configuration that the debugger would be started with. */
async function asked(): Promise<vscode.DebugConfiguration | undefined> {
  const configurations: vscode.DebugConfiguration[] = [];
  const resolving = ['editor-browser', 'pwa-chrome', 'pwa-msedge'].map(type =>
    vscode.debug.registerDebugConfigurationProvider(type, {
      resolveDebugConfigurationWithSubstitutedVariables: (_folder, configuration) => {
        configurations.push(configuration);
        return undefined;
      },
    }),
  );
  await vscode.commands.executeCommand('porthole.debug', vscode.Uri.joinPath(folder(), 'index.html'));
  for (const each of resolving) each.dispose();
  return configurations[0];
}

const TAB = 'workbench.action.browser.open';
const hasTab = async (): Promise<boolean> => (await vscode.commands.getCommands(true)).includes(TAB);

describe('Debug in Browser', () => {
  const hasChromium = installedBrowsers(thisMachine).some(({ name }) => name === 'chromium');

  const open = new Set<vscode.DebugSession>();
  const watching = [
    vscode.debug.onDidStartDebugSession(session => void open.add(session)),
    vscode.debug.onDidTerminateDebugSession(session => void open.delete(session)),
  ];
  after(() => {
    for (const each of watching) each.dispose();
  });

  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    // The debugger ends its nested sessions after that, and sessions that begin meanwhile may end with them.
    await until('the end of all sessions', () => open.size === 0 || undefined);
    await vscode.commands.executeCommand('porthole.stop');
  });

  before(() => browser({ name: 'chromium', args: ['--headless=new', '--no-sandbox', '--disable-gpu'] }));
  after(() => browser(undefined));

  if (hasChromium)
    it('stops at a breakpoint in a file of the folder', async () => {
      const at = new vscode.Location(script(), new vscode.Position(2, 0));
      vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(at)]);
      const stops: { session: vscode.DebugSession; threadId: number }[] = [];
      const told: string[] = [];
      const tracking = vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: session => ({
          onDidSendMessage: (message: { event?: string; body?: { reason?: string; threadId?: number } }) => {
            told.push(JSON.stringify(message).slice(0, 300));
            if (message.event === 'stopped') stops.push({ session, threadId: message.body?.threadId ?? 0 });
          },
        }),
      });
      await vscode.commands.executeCommand('porthole.debug', vscode.Uri.joinPath(folder(), 'index.html'));
      const stop = await until('the breakpoint', () => stops[0]).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${told.join('\n')}`);
      });
      tracking.dispose();
      const trace = (await stop.session.customRequest('stackTrace', {
        threadId: stop.threadId,
        levels: 1,
      })) as { stackFrames: { name: string; line: number; source: { path: string } }[] };
      const [top] = trace.stackFrames;
      assert.equal(top?.line, 3);
      // A remote window names the file by a URI.
      assert.ok(top.source.path.endsWith(script().fsPath), top.source.path);
    });

  it("is given to the debugger of VS Code's browser tab where there is one, else to that of a browser", async () => {
    // The web workbench knows the type `editor-browser`, but has no such tab.
    const isThere = await hasTab();
    await browser(isThere ? undefined : 'chromium');
    const configuration = await asked();
    assert.equal(configuration?.type, isThere ? 'editor-browser' : 'pwa-chrome');
    assert.equal(configuration['webRoot'], folder().fsPath);
    assert.equal(configuration['url'], `${(await running()).url}index.html`);
  });
});
