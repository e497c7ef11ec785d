/** A place where one text differs from another, in UTF-16 units: all before it and behind it is the same. */
export interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly added: number;
}

/** The least edit. Of what is put in or taken out before a tag, as it may begin there, it begins with its own `<`. */
export function editOf(from: string, to: string): Edit {
  const shorter = Math.min(from.length, to.length);
  let at = 0;
  while (at < shorter && from.charCodeAt(at) === to.charCodeAt(at)) at++;
  let behind = 0;
  while (
    behind < shorter - at &&
    from.charCodeAt(from.length - behind - 1) === to.charCodeAt(to.length - behind - 1)
  )
    behind++;
  const [removed, added] = [from.length - behind - at, to.length - behind - at];
  const only = removed === 0 ? to.slice(at, at + added) : added === 0 ? from.slice(at, at + removed) : '';
  const mayBegin = from[at - 1] === '<' && only.endsWith('<');
  return { at: mayBegin ? at - 1 : at, removed, added };
}
