import { randomBytes, randomUUID } from 'node:crypto';
import type { Memento } from 'vscode';

interface PortMemory {
  readonly asked: number;
  readonly got: number;
}

/** Values that Porthole remembers for a workspace; they are in its state, never in its settings. */
export class Memory {
  constructor(private readonly state: Memento) {}

  /** The port that this folder got last for the same setting, so that cookies and `localStorage` survive a restart. */
  portOf(folder: string, asked: number): number {
    const memory = this.state.get<PortMemory>(`port:${folder}`);
    return memory?.asked === asked ? memory.got : asked;
  }

  async rememberPort(folder: string, asked: number, got: number): Promise<void> {
    await this.state.update(`port:${folder}`, { asked, got } satisfies PortMemory);
  }

  /** The secret by which page scripts of this folder prove themselves; open pages keep theirs across a restart. */
  proofOf(folder: string): string {
    return this.keptOf(`proof:${folder}`, () => randomBytes(24).toString('base64url'));
  }

  /** The UUID by which DevTools recognises this folder; with another one, it would ask again. */
  workspaceIdOf(folder: string): string {
    return this.keptOf(`workspace:${folder}`, randomUUID);
  }

  /** Whether this folder was served before from this workspace. */
  knows(folder: string): boolean {
    return this.state.get(`port:${folder}`) !== undefined;
  }

  /** Whether the traffic view keeps its list when a server restarts. */
  get keepsTraffic(): boolean {
    return this.state.get('traffic:keep') === true;
  }

  async rememberKeepsTraffic(keep: boolean): Promise<void> {
    await this.state.update('traffic:keep', keep);
  }

  /** Whether the console view keeps its lines when a page reloads. */
  get keepsConsole(): boolean {
    return this.state.get('console:keep') === true;
  }

  async rememberKeepsConsole(keep: boolean): Promise<void> {
    await this.state.update('console:keep', keep);
  }

  /** Whether the settings of other live servers were listed once. */
  get hasSeenImport(): boolean {
    return this.state.get('import:seen') === true;
  }

  async rememberImportSeen(): Promise<void> {
    await this.state.update('import:seen', true);
  }

  /** Addresses that the user chose for sharing, by the key of the networks. */
  get shareChoices(): Readonly<Record<string, string>> {
    return this.state.get('share:choices') ?? {};
  }

  async rememberShareChoice(networks: string, address: string): Promise<void> {
    await this.state.update('share:choices', { ...this.shareChoices, [networks]: address });
  }

  /** Whether the user agreed to listen on this address, which is visible on the network. */
  isExposureConfirmed(host: string): boolean {
    return this.state.get(`exposed:${host}`) === true;
  }

  async confirmExposure(host: string): Promise<void> {
    await this.state.update(`exposed:${host}`, true);
  }

  private keptOf(key: string, make: () => string): string {
    const known = this.state.get<string>(key);
    if (known !== undefined) return known;
    const made = make();
    // A value that cannot be stored is still used in this window.
    this.state.update(key, made).then(undefined, () => undefined);
    return made;
  }
}
