import type { IncomingMessage } from 'node:http';
import { navigates } from '../ask/requestFields';
import type { Route } from './match';

/** The most addresses whose answering route is remembered. */
const MOST = 200;

const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** The routes that answered with a document, by the path of the document's address. */
export class AnsweredRoutes {
  private readonly routes = new Map<string, Route>();

  note(request: IncomingMessage, route: Route): void {
    if (!navigates(request)) return;
    const path = pathOf(request.url ?? '/');
    this.routes.delete(path);
    this.routes.set(path, route);
    const [oldest] = this.routes.keys();
    if (this.routes.size > MOST && oldest !== undefined) this.routes.delete(oldest);
  }

  at(address: string): Route | undefined {
    return this.routes.get(pathOf(address));
  }
}
