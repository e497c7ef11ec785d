/** A document or shadow root as its prototypes have it: a form or picture of a page hides the property that it is named like. */
export const unhidden = <T extends object>(root: T): T =>
  new Proxy(root, {
    get(_target, name) {
      const value: unknown = Reflect.get(Object.getPrototypeOf(root) as object, name, root);
      return typeof value === 'function' ? (value.bind(root) as unknown) : value;
    },
    set: (_target, name, value) => Reflect.set(Object.getPrototypeOf(root) as object, name, value, root),
  });

/** The document of the page. */
export const page = unhidden(document);
