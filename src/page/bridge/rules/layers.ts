/** A cascade layer, with the layers inside it by name. */
export interface Layer {
  readonly path: readonly number[];
  readonly kids: Map<string, Layer>;
}

export const newLayer = (path: readonly number[] = []): Layer => ({ path, kids: new Map() });

/** A layer by its dotted name; each empty name is a new layer. */
export function layerIn(outer: Layer, name: string): Layer {
  let at = outer;
  for (const part of name === '' ? [` ${outer.kids.size}`] : name.split('.')) {
    const next = at.kids.get(part) ?? newLayer([...at.path, at.kids.size]);
    at.kids.set(part, next);
    at = next;
  }
  return at;
}
