import type { Event } from 'vscode';
import type { ToThread } from '../../protocol/thread';
import type { Served } from '../base/served';
import type { Running, ServerState } from '../server/server';

/** The part of a server that the editor's texts and files need. */
export interface TextServer {
  readonly state: ServerState;
  /** The served folders; undefined unless the server is starting or running. */
  readonly served: Served | undefined;
  post(message: ToThread): void;
}

/** The part of `Servers` that the editor's texts and files need. */
export interface TextServers {
  readonly running: readonly (TextServer & { readonly state: Running })[];
  readonly onDidChange: Event<TextServer>;
  /** Fires when an edit does not match the text that a server has, which then needs the whole text of this file. */
  readonly onDidMiss: Event<{ readonly server: TextServer; readonly path: string }>;
}
