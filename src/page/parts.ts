import type { ConsoleFromPage, ConsoleToPage } from '../protocol/consoleMessages';
import type { FromPage, ToPage } from '../protocol/page';
import type { PageErrors } from './pageErrors';
import type { Recording } from './patch/recording';
import type { CreatePreview, Found } from './framed/messages';
import type { Bridge, BridgeHost, Picker, PickerHost, RuleFinder, ToBridge } from './bridge/host';
import type { StepMessage } from './following';
import type { Mark } from './keep/marks';
import type { Answer, Reloading } from './keep/reloading';

/** An update of the page. */
export type UpdateMessage = Extract<ToPage, { path: string }>;

/** A message of the way between page and source. */
type BridgeMessage = ToBridge | ConsoleToPage | Extract<ToPage, { type: 'judge' }>;

/** A message of the connection itself: only its arrival matters. */
export type SignOfLife = Extract<ToPage, { type: 'hello' | 'pong' | 'stopping' }>;

/** A message that is no update. */
export type PartMessage = BridgeMessage | StepMessage | SignOfLife;

/** Applies updates to the page, and knows which node stands where in its source. */
export interface Updates {
  take(message: UpdateMessage): Promise<Answer>;
  hear(message: PartMessage): void;
}

/** Everything that the page script has gathered since the document began. */
export interface Gathered {
  readonly script: HTMLScriptElement;
  readonly recording: Recording;
  readonly reloading: Reloading;
  readonly errors: PageErrors;
  readonly send: (message: FromPage) => void;
}

/** The services of the page script that its console uses. */
export interface ConsoleHost {
  send(message: ConsoleFromPage): void;
  /** Tells the number of a node in the page's source, or of the nearest one around it. */
  nodeOf(node: Node, tell: (found: { readonly node: number; readonly exact: boolean }) => void): void;
}

/** Tells what the page writes to its console. */
export interface PageConsole {
  /** The connection is there: messages may go. */
  to(host: ConsoleHost): void;
  hear(message: ConsoleToPage): void;
}

/** A file with a part of the page script. */
export interface Part {
  readonly default: (shared: readonly unknown[]) => void;
}

/** Parts of the page script that are loaded after the page has: each puts its beginning here. */
export const parts: {
  /** Runs a part that the server has beside the page script; does nothing where it cannot be had. */
  load?: (name: string) => Promise<void>;
  update?: (gathered: Gathered) => Updates;
  console?: PageConsole;
  preview?: CreatePreview;
  /** Finds a text in the page, for the preview. */
  find?: (text: string, by: -1 | 0 | 1) => Found;
  /** A script has given an image an address. */
  pictured?: (image: HTMLImageElement) => void;
  /** An element in the document has loaded: heard before any listener of the page. */
  heard?: (event: Event) => void;
  /** Brings the visitor's state back after a reload. */
  restore?: (kept: readonly Mark[]) => void;
  bridge?: (host: BridgeHost) => Bridge;
  picker?: (host: PickerHost) => Picker;
  rules?: RuleFinder;
} = {};
