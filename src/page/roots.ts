export type Root = Document | ShadowRoot;

/** The document and every open shadow root below it, at any depth. */
export function roots(root: Root = document): Root[] {
  const below = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    shadowRoot ? roots(shadowRoot) : [],
  );
  return [root, ...below];
}

/** The elements that match a selector in all of them. */
export function everywhere<E extends Element>(selector: string): E[] {
  return roots().flatMap(root => [...root.querySelectorAll<E>(selector)]);
}
