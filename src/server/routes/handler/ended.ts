import type { HandlerCall } from '../../../protocol/handlers';

/** Why a thread of handlers is no more. */
export type Ended =
  /** A handler never came back; `blamed` are those that may have held the thread, best known first. */
  | { readonly kind: 'hung'; readonly seconds: number; readonly blamed: readonly HandlerCall[] }
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'closed' };
