import type { Failure } from './thread';

/** A button below a message: its title and the VS Code command that it runs. */
export interface WayOut {
  readonly title: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

/** An error whose message is written for the user: what happened and what to do. Any other error is a bug in Porthole. */
export class HumanError extends Error {
  /** Node's error code; empty when there is none. */
  readonly code: string;
  readonly wayOut: WayOut | undefined;

  constructor(message: string, { code = '', wayOut }: { code?: string; wayOut?: WayOut } = {}) {
    super(message);
    this.name = 'HumanError';
    this.code = code;
    this.wayOut = wayOut;
  }

  get failure(): Failure {
    return { code: this.code, message: this.message };
  }
}
