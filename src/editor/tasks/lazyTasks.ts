import { type Task, type TaskProvider, tasks } from 'vscode';
import type { ErrorLog } from '../base/background';
import { explain } from '../base/report';
import type { Servers } from '../server/servers';
import type * as serveTask from './serveTask';

type Code = Pick<typeof serveTask, 'ServeTasks'>;

/** Provides the task type `porthole`; its code is loaded with the first task. */
export class LazyTasks implements TaskProvider {
  private readonly registration = tasks.registerTaskProvider('porthole', this);
  private made: serveTask.ServeTasks | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly log: ErrorLog,
    private readonly load: () => Code,
  ) {}

  provideTasks(): Task[] {
    return this.own.provideTasks();
  }

  resolveTask(task: Task): Task | undefined {
    return this.own.resolveTask(task);
  }

  dispose(): void {
    this.registration.dispose();
  }

  private get own(): serveTask.ServeTasks {
    this.made ??= new (this.load().ServeTasks)(this.servers, this.log, explain);
    return this.made;
  }
}
