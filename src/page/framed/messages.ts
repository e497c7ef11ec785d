import type { FromFrame } from '../../protocol/frame';

/** Posts a message to the panel. */
export type Tell = (message: FromFrame) => void;

/** Takes a message of the panel. */
export type Obey = (message: object) => void;

/** Begins to forward keys and links. */
export type CreatePreview = (tell: Tell) => Obey;

/** Number of matches, and the current one from 1; 0 for none. */
export interface Found {
  readonly count: number;
  readonly current: number;
}
