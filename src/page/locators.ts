/** A name for an element that survives a reload: its id, or its path of child indexes. */
export function locatorOf(element: Element): string {
  const root = element.getRootNode();
  if (root === document && element.id !== '' && document.getElementById(element.id) === element)
    return `#${element.id}`;
  const { parentElement } = element;
  if (parentElement) return `${locatorOf(parentElement)}/${[...parentElement.children].indexOf(element)}`;
  return root instanceof ShadowRoot ? `${locatorOf(root.host)}/~/${[...root.children].indexOf(element)}` : '';
}

/** The element with this locator; undefined if it does not exist yet. */
export function elementAt(locator: string): Element | undefined {
  const [start = '', ...steps] = locator.split('/');
  let at: Element | ShadowRoot | null | undefined =
    start === '' ? document.documentElement : document.getElementById(start.slice(1));
  for (const step of steps) {
    if (step !== '~') at = at?.children[Number(step)];
    else at = at instanceof Element ? at.shadowRoot : undefined;
  }
  return at instanceof Element ? at : undefined;
}
