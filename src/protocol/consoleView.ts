import type { ConsoleEntry, Property, ToConsole } from './consoleMessages';

/** A line of the console before it is opened. Numbers count up; pages have theirs over all servers of the window. */
export type ConsoleRow = { readonly id: number; readonly page: number } & (
  | { readonly kind: 'entry'; readonly entry: ConsoleEntry }
  /** Messages that came too fast. */
  | { readonly kind: 'omitted'; readonly count: number }
  /** A page was loaded, and what was there before is kept. */
  | { readonly kind: 'page'; readonly address: string }
);

export interface ConsolePage {
  readonly page: number;
  readonly label: string;
}

/** Extension → console view. */
export type ToConsoleView =
  | { readonly type: 'rows'; readonly rows: readonly ConsoleRow[] }
  /** The last message of a page came again, this many times. */
  | { readonly type: 'again'; readonly page: number; readonly count: number }
  /** The pages that have lines, and are or were open. */
  | { readonly type: 'pages'; readonly pages: readonly ConsolePage[] }
  /** Properties of an object; none where the page no longer has it. */
  | {
      readonly type: 'opened';
      readonly ask: number;
      readonly properties?: readonly Property[];
      readonly more: boolean;
    }
  /** The lines of these pages are gone; of all pages where none is named. */
  | { readonly type: 'clear'; readonly pages?: readonly number[] }
  /** Copies what the filter shows. */
  | { readonly type: 'copyAll' }
  | { readonly type: 'settings'; readonly keep: boolean }
  /** A sentence for the user. */
  | { readonly type: 'note'; readonly text: string };

/** Console view → extension. */
export type FromConsoleView =
  | { readonly type: 'ready' }
  | { readonly type: 'keep'; readonly keep: boolean }
  /** Opens a file at a line of a stack. */
  | {
      readonly type: 'show';
      readonly page: number;
      readonly address: string;
      readonly line: number;
      readonly column: number;
    }
  /** Opens an object; shows a node in its source and in the page. */
  | Extract<ToConsole, { readonly type: 'open' | 'pick' }>
  | { readonly type: 'copy'; readonly text: string };

/** The most lines that the view holds, and characters that it copies at a time. */
export const MOST_MESSAGES = 10_000;
export const LONGEST_COPY = 10_000_000;

/** The sentences of the view, in the language of the window. */
export const consoleWords = {
  filter: 'Filter by text',
  page: 'Page',
  allPages: 'All pages',
  error: 'Errors',
  warning: 'Warnings',
  info: 'Info',
  debug: 'Debug',
  keep: 'Preserve log',
  list: 'Console messages',
  count: '{0} messages',
  countShown: '{0} of {1} messages',
  empty: 'Messages appear here as open pages write them.',
  emptyFilter: 'No message matches the filter.',
  omitted: '{0} more messages came too fast and were left out.',
  loaded: 'Page {0} was loaded.',
  cleared: 'The page has cleared its console.',
  gone: 'The page no longer has this object.',
  loading: 'Loading…',
  more: 'Show more',
  times: '{0} times',
  devTools: 'To run code in the page, use your browser’s developer tools.',
} as const;

export type ConsoleWords = Readonly<Record<keyof typeof consoleWords, string>>;
