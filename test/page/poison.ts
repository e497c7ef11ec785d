/** Names of DOM properties that elements of a page may take, as form fields or named images. */
export const CLOBBERS = [
  'children childNodes firstChild nextSibling parentNode parentElement nodeType nodeName localName namespaceURI attributes id',
  'textContent innerHTML shadowRoot isConnected ownerDocument baseURI getRootNode getAttribute setAttribute removeAttribute',
  'hasAttribute getAttributeNames matches closest querySelector querySelectorAll insertBefore removeChild appendChild append',
  'remove after cloneNode contains scrollTop scrollLeft scrollTo style className classList dataset addEventListener',
  'removeEventListener dispatchEvent elements length action method submit reset name value type focus',
  'body head documentElement getElementById createElement createTextNode activeElement styleSheets adoptedStyleSheets',
  'visibilityState readyState title cookie forms images links scripts defaultView currentScript implementation location',
]
  .join(' ')
  .split(' ');

/** A form of such fields and images of such names, in a page. */
export const clobbered = (): string =>
  `<form id="trap">${CLOBBERS.map(name => `<input name="${name}" value="${name}">`).join('')}</form>` +
  CLOBBERS.map(name => `<img name="${name}" alt="">`).join('');

/** Runs as a script of the page: replaces every method, accessor and global that can be replaced by one that throws. */
export function poison(): void {
  const define = Object.defineProperty;
  const todo: (readonly [object: object, key: string | symbol, descriptor: PropertyDescriptor])[] = [];
  const statics = [
    'Object',
    'Reflect',
    'JSON',
    'Math',
    'Array',
    'Number',
    'String',
    'Date',
    'URL',
    'CSS',
    'Promise',
  ];
  const gather = (object: object): void => {
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      if (descriptor?.configurable === true && key !== 'constructor' && key !== 'prototype')
        todo.push([object, key, descriptor]);
    }
  };
  for (const key of Object.getOwnPropertyNames(window)) {
    const value = Object.getOwnPropertyDescriptor(window, key)?.value as { prototype?: unknown } | undefined;
    if (typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null)
      gather(value.prototype as object);
    if (statics.includes(key)) gather(value as object);
  }
  gather(Object.getPrototypeOf([][Symbol.iterator]()) as object);
  gather(Object.getPrototypeOf(new Map()[Symbol.iterator]()) as object);
  gather(window);
  gather(performance);
  gather(history);
  const Fault = TypeError;
  const bad = todo.map(([, key]) => {
    const message = `poisoned ${String(key)}`;
    return function poisoned(): never {
      throw new Fault(message);
    };
  });
  // No method works from here on.
  for (let at = 0; at < todo.length; at++) {
    const object = todo[at]![0];
    const replaced = todo[at]![2];
    if (replaced.get) replaced.get = bad[at]!;
    if (replaced.set) replaced.set = bad[at]!;
    if (typeof replaced.value === 'function') replaced.value = bad[at]!;
    define(object, todo[at]![1], replaced);
  }
}

/** Additions to `Object.prototype` and `Array.prototype` that old libraries make. */
export const OLD_LIBRARY = `
  Array.prototype.toJSON = function () { return '[' + this.map(each => JSON.stringify(each)).join(', ') + ']'; };
  for (const name of ['get', 'set', 'value', 'once', 'capture', 'passive', 'signal', 'source', 'check', 'reason', 'saved', 'is', 'type2',
    'childList', 'characterData', 'attributeFilter', 'cache', 'cancelable', 'detail', 'preventScroll', 'behavior'])
    Object.defineProperty(Object.prototype, name, { configurable: true, writable: true, value: 'of a library' });
  Array.prototype.each = Array.prototype.clone = Object.prototype.extend = function () { return this; };
  var name = 'mine', status = 'mine', event = 'mine', self = 'mine', parent = 'mine', history = 'mine', performance = 'mine';
  var WebSocket = 'mine', fetch = 'mine', URL = 'mine', JSON = 'mine', Map = 'mine', Set = 'mine', Element = 'mine', Node = 'mine';
  var CustomEvent = 'mine', MutationObserver = 'mine', Promise = 'mine', CSS = 'mine', setTimeout = 'mine', Object = 'mine', Array = 'mine';`;
