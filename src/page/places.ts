/** Names an element so that it is found again after a reload: by its id, or by its place among its siblings. */
export function placeOf(element: Element): string {
  const root = element.getRootNode();
  if (root === document && element.id !== '' && document.getElementById(element.id) === element)
    return `#${element.id}`;
  const { parentElement } = element;
  if (parentElement) return `${placeOf(parentElement)}/${[...parentElement.children].indexOf(element)}`;
  return root instanceof ShadowRoot ? `${placeOf(root.host)}/~/${[...root.children].indexOf(element)}` : '';
}

/** The element of that name, if there is one by now. */
export function elementAt(place: string): Element | undefined {
  const [start = '', ...steps] = place.split('/');
  let at: Element | ShadowRoot | null | undefined =
    start === '' ? document.documentElement : document.getElementById(start.slice(1));
  for (const step of steps) {
    if (step !== '~') at = at?.children[Number(step)];
    else at = at instanceof Element ? at.shadowRoot : undefined;
  }
  return at instanceof Element ? at : undefined;
}
