/** `/clear` closes all that is open and stops all servers; `/settings` has VS Code read its settings, which are to be these. */
export type Order =
  | { readonly to: '/clear' }
  | { readonly to: '/settings'; readonly settings: Readonly<Record<string, unknown>> };

/** The file beside a window's folder with the port on which its keeper takes orders. */
export const PORT_FILE = 'keeper';
/** A setting of the keeper's own: as VS Code writes it, it reads the others, too. */
export const MARK = 'keeper.mark';
