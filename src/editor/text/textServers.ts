import type { Event } from 'vscode';
import type { ToThread } from '../../protocol/thread';
import type { Running, ServerState } from '../server/server';

/** The part of a server that the editor's texts and files need. */
export interface TextServer {
  readonly state: ServerState;
  /** Absolute path of the served folder; undefined unless the server is starting or running. */
  readonly root: string | undefined;
  post(message: ToThread): void;
}

/** The part of `Servers` that the editor's texts and files need. */
export interface TextServers {
  readonly running: readonly (TextServer & { readonly state: Running })[];
  readonly onDidChange: Event<TextServer>;
}
