/** Extension → preview panel. */
export type ToPanel =
  /** Everything that the panel needs; sent after `ready` and to show another page. */
  | {
      readonly type: 'show';
      /** Key of the server that this panel belongs to; the extension reads it again after a window reload. */
      readonly folder: string;
      /** The server's root as the frame has to open it; ends with a slash. */
      readonly base: string;
      /** The page, relative to `base`; undefined keeps the page that the panel remembers. */
      readonly page: string | undefined;
      /** Whether `page` takes the place of the current one, for example after a rename. */
      readonly replaces: boolean;
    }
  | { readonly type: 'stopped'; readonly reason: string }
  /** Why the page that the panel asked about cannot be seen in the frame. */
  | { readonly type: 'unseen'; readonly page: string; readonly why: Unseen };

/** The reply forbids frames, is a PDF, which Chromium does not show in a sandboxed frame, or redirects endlessly. */
export type Unseen = 'framing' | 'pdf' | 'loop';

/** Preview panel → extension. */
export type FromPanel =
  /** Loaded; `ancestors` are the origins that will be around the page's frame. */
  | { readonly type: 'ready'; readonly ancestors: readonly string[] }
  /** Another page is shown; `page` is relative to the base. */
  | { readonly type: 'navigated'; readonly page: string; readonly title: string }
  | { readonly type: 'openInBrowser'; readonly page: string }
  /** The user opened a page of this server in a new window. */
  | { readonly type: 'openAside'; readonly page: string }
  /** The user opened a link to another site or program: `http:`, `https:`, `mailto:` or `tel:`. */
  | { readonly type: 'openOutside'; readonly url: string }
  /** The page was loaded, but its script has not reported. */
  | { readonly type: 'silent'; readonly page: string }
  /** Whether the panel shows the HTML file of the active editor. */
  | { readonly type: 'follow'; readonly on: boolean }
  /** The page took the focus as it loaded, without a gesture of the user. */
  | { readonly type: 'focusTaken' }
  /** The user begins or ends pick mode. */
  | { readonly type: 'pick' }
  /** The user asks to start the stopped server. */
  | { readonly type: 'start' };

/** State that the panel keeps across window reloads (`vscode.setState`). */
export interface PanelState {
  readonly folder: string;
  readonly entries: readonly string[];
  readonly index: number;
  readonly follow: boolean;
}

/** The panel's texts in English; the extension sends translations. */
export const panelWords = {
  follow: 'Follow Active Editor',
  pick: 'Pick Element',
  width: 'Width of the Page',
  fit: 'Fit',
  own: 'Breakpoints of This Page',
  turn: 'Rotate',
  zoom: 'Reset Zoom',
  find: 'Find in Page',
  next: 'Next Match',
  previous: 'Previous Match',
  close: 'Close',
  found: '{0} of {1}',
  noMatch: 'No results',
  openOutside: 'Open in Browser',
  dialog: 'This page opened a dialog. The preview cannot show dialogs.',
  blocked: 'This page tried to open {0}.',
  framing: 'This page does not allow other pages to frame it.',
  pdf: 'The preview cannot show PDF files.',
  loop: 'This page redirects too many times.',
} as const;

export type PanelWords = Readonly<Record<keyof typeof panelWords, string>>;
