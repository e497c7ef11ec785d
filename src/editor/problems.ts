import { Diagnostic, DiagnosticSeverity, type DiagnosticCollection, languages, Range, Uri } from 'vscode';
import type { Problem, ProblemOwner } from '../protocol/problems';
import { DisposableStore } from './disposables';

/** What servers find wrong in files of the workspace, in VS Code's list of problems. */
export class Problems {
  private readonly disposables = new DisposableStore();
  private readonly found = new Map<string, readonly Problem[]>();
  /** Made with the first problem: most windows never have one. */
  private collection: DiagnosticCollection | undefined;

  /** Takes the place of all that an owner has said about the files of a server. */
  replace(server: string, owner: ProblemOwner, problems: readonly Problem[]): void {
    this.found.set(`${owner} ${server}`, problems);
    this.show();
  }

  /** The server has ended: nothing is wrong with what nobody reads. */
  forget(server: string): void {
    const keys = [...this.found.keys()].filter(key => key.slice(key.indexOf(' ') + 1) === server);
    for (const key of keys) this.found.delete(key);
    if (keys.length > 0) this.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(): void {
    const all = [...this.found.values()].flat();
    if (all.length === 0) {
      this.collection?.clear();
      return;
    }
    this.collection ??= this.disposables.add(languages.createDiagnosticCollection('porthole'));
    this.collection.clear();
    for (const file of new Set(all.map(problem => problem.file))) {
      const diagnostics = all.filter(problem => problem.file === file).map(diagnosticOf);
      this.collection.set(Uri.file(file), diagnostics);
    }
  }
}

function diagnosticOf({ line, column, endLine, endColumn, message }: Problem): Diagnostic {
  const range = new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Error);
  diagnostic.source = 'Porthole';
  return diagnostic;
}
