/** Beginning of the name of the preview panel's frame: the page script reads `window.name` and knows that it runs in the panel. */
export const FRAME_NAME = 'porthole-preview';
/** Characters of an address that a page may hand on: pages keep whole drawings in a fragment. */
export const LONGEST_ADDRESS = 65_536;

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

/** How far a page is scrolled, in CSS pixels. */
export interface Scroll {
  readonly x: number;
  readonly y: number;
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
  | {
      readonly type: 'porthole:leaving';
      readonly url: string;
      /** Whether it takes the place of this one in the history, as after `location.replace`. */
      readonly replaces: boolean;
    }
  /**
   * A script or a mouse button goes back or forward by this many steps, to an entry that this frame does not
   * have.
   */
  | { readonly type: 'porthole:step'; readonly by: number }
  /** The document is scrolled this far. */
  | {
      readonly type: 'porthole:scrolled';
      readonly document: number;
      readonly scroll: Scroll;
    }
  /** The user opened a link or window that this frame cannot show. */
  | { readonly type: 'porthole:open'; readonly url: string }
  /** A script wants to leave this server without a click of the user, or to open what no other window can. */
  | {
      readonly type: 'porthole:blocked';
      readonly url: string;
      /** Whether only the page itself can open it: a form with its data, or an address that is too long, of which this is the beginning. */
      readonly byPage: boolean;
    }
  /** A script called `alert`, `confirm`, `prompt` or `print`, which do nothing in a webview. */
  | { readonly type: 'porthole:dialog' }
  | { readonly type: 'porthole:key'; readonly press: KeyPress }
  /** Ctrl with the wheel, or a pinch. */
  | { readonly type: 'porthole:zoom'; readonly by: -1 | 1 }
  /** Number of matches, and the current one from 1; 0 for none. */
  | { readonly type: 'porthole:found'; readonly count: number; readonly current: number }
  /** Widths in CSS pixels at which the page's media queries change. */
  | { readonly type: 'porthole:widths'; readonly widths: readonly number[] };

/** The preview panel → the page in its frame. */
export type ToFrame =
  | { readonly type: 'porthole:reload' }
  /** Steps within the document. */
  | { readonly type: 'porthole:go'; readonly by: number }
  /** The place of a page that is shown again. */
  | { readonly type: 'porthole:scroll'; readonly scroll: Scroll }
  /** Finds a text; `by` goes to the next or previous match. An empty text ends the search. */
  | { readonly type: 'porthole:find'; readonly text: string; readonly by: -1 | 0 | 1 }
  | { readonly type: 'porthole:widths' }
  | { readonly type: 'porthole:theme'; readonly theme: FrameTheme };
