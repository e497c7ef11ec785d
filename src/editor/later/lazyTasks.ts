import { type Task, type TaskProvider, tasks } from 'vscode';
import type { ErrorLog } from '../base/background';
import { explain } from '../base/report';
import type { Servers } from '../server/servers';
import { loadLater } from './load';
import type { ServeTasks } from './serveTask';

/** Offers the task type `porthole`; its code is loaded with the first task. */
export class LazyTasks implements TaskProvider {
  private readonly registration = tasks.registerTaskProvider('porthole', this);
  private made: ServeTasks | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly log: ErrorLog,
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

  private get own(): ServeTasks {
    this.made ??= new (loadLater().ServeTasks)(this.servers, this.log, explain);
    return this.made;
  }
}
