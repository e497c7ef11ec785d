/** Name of the preview panel's frame: the page script reads `window.name` and knows that it runs in the panel. */
export const FRAME_NAME = 'porthole-preview';

/** A key event, as VS Code's keybinding service reads it. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly keyCode: number;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** How a page came to its address; `title` when only the title has changed. */
export type Arrival = 'load' | 'push' | 'replace' | 'traverse' | 'title';

/** Colours of VS Code's theme for Porthole's own pages. */
export interface FrameTheme {
  readonly scheme: 'light' | 'dark';
  readonly background: string;
  readonly foreground: string;
  readonly link: string;
  readonly line: string;
}

/** A page shown in a frame → the preview panel around it. */
export type FromFrame =
  | {
      readonly type: 'porthole:shown';
      readonly url: string;
      readonly title: string;
      readonly how: Arrival;
      /** Identifies the document: pages with the same number are steps within one document. */
      readonly document: number;
    }
  /** The document is about to be replaced by one at `url`, which may have no page script. */
  | { readonly type: 'porthole:leaving'; readonly url: string }
  /** The user opened a link or window that this frame cannot show. */
  | { readonly type: 'porthole:open'; readonly url: string }
  /** A script wants to leave this server without a click of the user. */
  | { readonly type: 'porthole:blocked'; readonly url: string }
  /** A script called `alert`, `confirm` or `prompt`, which do nothing in a webview. */
  | { readonly type: 'porthole:dialog' }
  | { readonly type: 'porthole:key'; readonly press: KeyPress }
  /** Number of matches, and the current one from 1; 0 for none. */
  | { readonly type: 'porthole:found'; readonly count: number; readonly current: number }
  /** Widths in CSS pixels at which the page's media queries change. */
  | { readonly type: 'porthole:widths'; readonly widths: readonly number[] };

/** The preview panel → the page in its frame. */
export type ToFrame =
  | { readonly type: 'porthole:reload' }
  /** A step within the document. */
  | { readonly type: 'porthole:go'; readonly by: -1 | 1 }
  /** Finds a text; `by` goes to the next or previous match. An empty text ends the search. */
  | { readonly type: 'porthole:find'; readonly text: string; readonly by: -1 | 0 | 1 }
  | { readonly type: 'porthole:widths' }
  | { readonly type: 'porthole:theme'; readonly theme: FrameTheme };
