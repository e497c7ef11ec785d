import type { Uri } from 'vscode';
import type { FileChange } from '../../protocol/thread';
import { isServed } from '../base/served';
import type { TextServers } from './textServers';

/** Posts VS Code's own file operations to the running servers, since they arrive before the file system's events. */
export class FileEvents {
  constructor(private readonly servers: Pick<TextServers, 'running'>) {}

  saved(uri: Uri): void {
    this.post('saved', [uri]);
  }

  created(uris: readonly Uri[]): void {
    this.post('created', uris);
  }

  deleted(uris: readonly Uri[]): void {
    this.post('deleted', uris);
  }

  renamed(files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): void {
    this.deleted(files.map(file => file.oldUri));
    this.created(files.map(file => file.newUri));
  }

  private post(how: FileChange['how'], uris: readonly Uri[]): void {
    const paths = uris.filter(uri => uri.scheme === 'file').map(uri => uri.fsPath);
    for (const server of this.servers.running) {
      const below = paths.filter(path => isServed(server.state.options, path));
      if (below.length > 0) server.post({ type: 'changed', changes: below.map(path => ({ path, how })) });
    }
  }
}
