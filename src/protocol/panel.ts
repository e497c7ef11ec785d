/** Extension → preview panel. */
export type ToPanel =
  | { readonly type: 'show'; readonly url: string; readonly title: string; readonly origin: string }
  | { readonly type: 'stopped'; readonly reason: string };

/** Preview panel → extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'navigated'; readonly url: string }
  | { readonly type: 'openInBrowser'; readonly url: string };
