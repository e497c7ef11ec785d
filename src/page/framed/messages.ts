import type { FromFrame } from '../../protocol/frame';

/** Posts a message to the panel. */
export type Tell = (message: FromFrame) => void;

/** Takes a message of the panel. */
export type Obey = (message: object) => void;

/** The module `preview.js`. */
export interface PreviewModule {
  /** Begins to forward keys and links. */
  createPreview(tell: Tell): Obey;
}
