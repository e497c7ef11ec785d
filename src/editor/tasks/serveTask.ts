import {
  CustomExecution,
  EventEmitter,
  l10n,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskScope,
  Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { inBackground, type ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { isWithin } from '../base/uris';
import { exactly, fromWorkspace, type Folder } from '../server/folders';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';

const TYPE = 'porthole';
/** Milliseconds within which a stopped server may be starting again, so that the task goes on. */
const RESTART = 1_000;

/** `{ "type": "porthole", "root": "public" }`: a server as a task, which a launch configuration can wait for. */
export class ServeTasks {
  constructor(
    private readonly servers: Servers,
    readonly log: ErrorLog,
    /** Of the extension's own bundle, since this one has its own `HumanError` class. */
    readonly explain: (error: unknown) => string,
  ) {}

  provideTasks(): Task[] {
    return (workspace.workspaceFolders ?? []).map(folder => this.taskOf({ type: TYPE }, folder, folder.name));
  }

  resolveTask(task: Task): Task | undefined {
    const [first] = workspace.workspaceFolders ?? [];
    const folder = isFolder(task.scope) ? task.scope : first;
    return folder && this.taskOf(task.definition, folder, task.name, task.scope);
  }

  private taskOf(
    definition: TaskDefinition,
    folder: WorkspaceFolder,
    name: string,
    scope = folder as Task['scope'],
  ): Task {
    const execution = new CustomExecution(async resolved =>
      Promise.resolve(new ServeTerminal(this.servers, folder, resolved['root'], this)),
    );
    const task = new Task(definition, scope ?? TaskScope.Workspace, name, TYPE, execution, ['$porthole']);
    task.isBackground = true;
    return task;
  }
}

const isFolder = (scope: Task['scope']): scope is WorkspaceFolder => typeof scope === 'object';

/**
 * The terminal of a task. Its lines begin with `[porthole]` and stay English: the problem matcher in package.json reads them.
 */
class ServeTerminal implements Pseudoterminal {
  private readonly disposables = new DisposableStore();
  private readonly written = this.disposables.add(new EventEmitter<string>());
  private readonly closed = this.disposables.add(new EventEmitter<number>());
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;
  private server: Server | undefined;
  private ending: NodeJS.Timeout | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly folder: WorkspaceFolder,
    private readonly root: unknown,
    private readonly host: { readonly log: ErrorLog; explain(error: unknown): string },
  ) {}

  open(): void {
    inBackground(this.run(), this.host.log);
  }

  /** The user ended the task. */
  close(): void {
    if (this.server) inBackground(this.servers.stop(this.server), this.host.log);
    this.dispose();
  }

  private async run(): Promise<void> {
    this.say('starting');
    try {
      const folder = this.served();
      this.server = await this.servers.start(folder, 'person');
      // The user may have ended the task while its server started.
      if (this.disposables.isDisposed) return this.close();
      this.disposables.add(this.servers.onDidChange(server => this.follow(server)));
      if (this.server) this.follow(this.server);
    } catch (error) {
      this.end(1, `failed: ${this.host.explain(error)}`);
    }
  }

  private served(): Folder {
    const { root, folder } = this;
    if (typeof root !== 'string' || root === '') return fromWorkspace(folder);
    const uri = Uri.joinPath(folder.uri, root);
    if (!isWithin(folder.uri.fsPath, uri.fsPath))
      throw new Error(l10n.t('{0} is outside the folder {1}.', root, folder.name));
    return exactly(uri);
  }

  private follow(server: Server): void {
    if (server !== this.server) return;
    clearTimeout(this.ending);
    switch (server.state.kind) {
      case 'running':
        return this.sayOnce(server.state.url);
      case 'failed':
        return this.end(1, `failed: ${server.state.failure.message}`);
      case 'stopped':
        this.ending = setTimeout(() => this.end(0, 'stopped'), RESTART);
        return;
      case 'starting':
      case 'stopping':
        return;
      default:
        server.state satisfies never;
    }
  }

  private last = '';

  private sayOnce(text: string): void {
    if (this.last !== text) this.say(text);
  }

  private say(text: string): void {
    this.last = text;
    this.written.fire(`[porthole] ${text}\r\n`);
  }

  private end(code: number, text: string): void {
    this.say(text);
    this.closed.fire(code);
    this.dispose();
  }

  private dispose(): void {
    clearTimeout(this.ending);
    this.disposables.dispose();
  }
}
