import { Diagnostic, DiagnosticSeverity, languages, Range, Uri } from 'vscode';
import type { Fault } from '../../protocol/faults';
import { DisposableStore } from '../base/disposables';
import type { Server } from '../server/server';
import type { Reported, Servers } from '../server/servers';

/** Shows the problems that servers report in VS Code's Problems view. */
export class Diagnostics {
  private readonly disposables = new DisposableStore();
  private readonly shown = this.disposables.add(languages.createDiagnosticCollection('porthole'));
  /** By server, then by the report's source. */
  private readonly known = new Map<Server, Map<string, readonly Fault[]>>();

  constructor(servers: Servers) {
    this.disposables.add(servers.onDidReport(reported => this.take(reported)));
    this.disposables.add(
      servers.onDidChange(server => {
        // A new thread reports everything again.
        if (server.state.kind !== 'running' && this.known.delete(server)) this.show();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private take({ server, report }: Reported): void {
    const sources = this.known.get(server) ?? new Map<string, readonly Fault[]>();
    this.known.set(server, sources.set(report.source, report.faults));
    this.show();
  }

  private show(): void {
    const faults = [...this.known.values()].flatMap(sources => [...sources.values()].flat());
    this.shown.clear();
    this.shown.set(faults.map(fault => [Uri.file(fault.file), [asDiagnostic(fault)]]));
  }
}

function asDiagnostic({ line, column, endLine, endColumn, message, severity }: Fault): Diagnostic {
  const end = endColumn === undefined ? Number.MAX_SAFE_INTEGER : fromZero(endColumn);
  const range = new Range(fromZero(line), fromZero(column), fromZero(endLine ?? line), end);
  const level = severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  const diagnostic = new Diagnostic(range, message, level);
  diagnostic.source = 'Porthole';
  return diagnostic;
}

const fromZero = (count: number): number => Math.max(0, count - 1);
