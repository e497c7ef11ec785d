type Child = Node | string;

/**
 * Creates an element. Strings become text nodes, so recorded data is never parsed as markup.
 *
 * @param attributes an attribute with an empty value is omitted
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== '') element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button with a click handler. */
export function button(label: string, run: () => void): HTMLElement {
  const element = make('vscode-button', { secondary: 'true' }, label);
  element.addEventListener('click', run);
  return element;
}
