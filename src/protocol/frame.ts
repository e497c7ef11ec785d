/** A page shown in a frame → the preview panel around it. */
export interface FromFrame {
  readonly type: 'porthole:shown';
  readonly url: string;
  readonly title: string;
}

/** The preview panel → the page in its frame. */
export interface ToFrame {
  readonly type: 'porthole:go';
  readonly to: 'back' | 'forward' | 'reload';
}
