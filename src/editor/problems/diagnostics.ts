import path from 'node:path';
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  languages,
  Location,
  Range,
  type TextDocumentChangeEvent,
  Uri,
  workspace,
} from 'vscode';
import type { Fault, TextFault } from '../../protocol/faults';
import { ROUTES_FILE } from '../../protocol/paths';
import { DisposableStore } from '../base/disposables';
import type { Server } from '../server/server';
import type { Reported, Servers } from '../server/servers';
import { Fixes } from './fixes';
import { edited, type Placed, placed } from './placed';

const SEVERITIES: Readonly<Record<Fault['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Shows the faults that servers report in VS Code's Problems view. */
export class Diagnostics {
  private readonly disposables = new DisposableStore();
  private readonly shown = this.disposables.add(languages.createDiagnosticCollection('porthole'));
  /** By server, then by the report's source. */
  private readonly known = new Map<Server, Map<string, readonly Placed[]>>();
  /** The shown faults, as JSON. */
  private last = '[]';

  constructor(servers: Servers) {
    const { disposables } = this;
    disposables.add(servers.onDidReport(reported => this.take(reported)));
    disposables.add(
      servers.onDidChange(server => {
        // A new thread reports everything again.
        if (server.state.kind !== 'running' && this.known.delete(server)) this.show();
      }),
    );
    disposables.add(languages.onDidChangeDiagnostics(({ uris }) => this.othersChanged(uris)));
    disposables.add(workspace.onDidChangeTextDocument(event => this.edited(event)));
    disposables.add(new Fixes(file => this.faultsOf(file)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private take({ server, report }: Reported): void {
    const sources = this.known.get(server) ?? new Map<string, readonly Placed[]>();
    const { source, faults } = report;
    this.known.set(server, sources.set(source, placed(faults, sources.get(source) ?? [])));
    this.show();
  }

  private faultsOf(file: string): readonly Fault[] {
    return this.all().filter(fault => fault.file === file);
  }

  private all(): Fault[] {
    return [...this.known.values()].flatMap(sources =>
      [...sources.values()].flat().flatMap(({ now }) => now ?? []),
    );
  }

  private edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    const { fsPath: file } = document.uri;
    // VS Code moves all other diagnostics itself.
    if (contentChanges.length === 0 || !this.faultsOf(file).some(({ code }) => code === 'page-error')) return;
    for (const sources of this.known.values())
      for (const [source, faults] of sources) sources.set(source, edited(faults, file, contentChanges));
    this.show();
  }

  private show(): void {
    // Documents that share a script each tell of its requests.
    const each = new Map(this.all().map(fault => [JSON.stringify(fault), fault]));
    const faults = [...each.values()].filter(fault => !isMarked(fault));
    // Setting diagnostics fires the event of `othersChanged` again.
    const text = JSON.stringify(faults);
    if (text === this.last) return;
    this.last = text;
    this.shown.clear();
    this.shown.set(faults.map(fault => [Uri.file(fault.file), [asDiagnostic(fault)]]));
  }

  private othersChanged(uris: readonly Uri[]): void {
    if (uris.some(uri => isRoutes(uri.fsPath))) this.show();
  }
}

function isRoutes(file: string): boolean {
  return path.basename(file) === ROUTES_FILE;
}

/** VS Code checks an open routes file by Porthole's schema, so a line that it marks needs no second mark. */
function isMarked({ file, line }: Fault): boolean {
  if (!isRoutes(file)) return false;
  const others = languages.getDiagnostics(Uri.file(file)).filter(({ source }) => source !== 'Porthole');
  return others.some(({ range }) => range.start.line < line && line <= range.end.line + 1);
}

function asDiagnostic(fault: Fault): Diagnostic {
  const { code, file, help, message, related, severity } = fault;
  const diagnostic = new Diagnostic(rangeOf(fault), message, SEVERITIES[severity]);
  diagnostic.source = 'Porthole';
  if (code !== undefined)
    diagnostic.code = help === undefined ? code : { value: code, target: Uri.parse(help) };
  if (related)
    diagnostic.relatedInformation = [
      new DiagnosticRelatedInformation(new Location(Uri.file(file), rangeOf(related)), related.message),
    ];
  return diagnostic;
}

/** The place of a fault as VS Code counts. */
export function rangeOf({ line, column, endLine, endColumn }: TextFault): Range {
  const end = endColumn === undefined ? Number.MAX_SAFE_INTEGER : fromZero(endColumn);
  return new Range(fromZero(line), fromZero(column), fromZero(endLine ?? line), end);
}

const fromZero = (count: number): number => Math.max(0, count - 1);
