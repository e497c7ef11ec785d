/**
 * The state of the frame. `loading`: a document was requested. `arrived`: it has loaded, but the page script has not reported.
 * `page`: the page script has reported. `other`: a later document that has not reported.
 */
export type Showing =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'loading' | 'arrived' | 'page' | 'other';
      readonly folder: string;
      readonly base: string;
    };
