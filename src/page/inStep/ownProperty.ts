/** Reads a property of nodes past a field of a form that is named like it, as `children` in bookings (HTML, named access on forms). */
export function ownProperty<O extends Node, K extends keyof O>(
  prototype: O,
  name: K,
): (node: O) => O[K] | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  return node => descriptor?.get?.call(node) as O[K] | undefined;
}
