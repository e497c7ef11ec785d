import type { HandlerCall } from '../../../protocol/handlerMessages';

/** Why a thread of handlers ended. */
export type Ended =
  /** A handler blocked the thread; `blamed` are the calls that may have done so, most likely first. */
  | { readonly kind: 'hung'; readonly seconds: number; readonly blamed: readonly HandlerCall[] }
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'closed' };
