/** Extension → preview panel. */
export type ToPanel =
  /** Everything that the panel needs; sent after `ready` and to show another page. */
  | {
      readonly type: 'show';
      /** Which server this panel belongs to, as the extension wants to hear it again after a window reload. */
      readonly folder: string;
      /** The server's own root as the frame has to open it; ends with a slash. */
      readonly base: string;
      /** The page, relative to `base`; undefined keeps the page that the panel remembers. */
      readonly page: string | undefined;
    }
  | { readonly type: 'stopped'; readonly reason: string };

/** Preview panel → extension. */
export type FromPanel =
  /** Loaded; `ancestors` are the origins that will be around the page's frame. */
  | { readonly type: 'ready'; readonly ancestors: readonly string[] }
  /** Another page is shown; `page` is relative to the base. */
  | { readonly type: 'navigated'; readonly page: string; readonly title: string }
  | { readonly type: 'openInBrowser'; readonly page: string }
  /** The user asks to start the stopped server. */
  | { readonly type: 'start' };

/** State that the panel keeps across window reloads (`vscode.setState`). */
export interface PanelState {
  readonly folder: string;
  readonly entries: readonly string[];
  readonly index: number;
}
