type Child = Node | string;

/**
 * Makes an element. Text becomes text: nothing of a record is ever read as markup.
 *
 * @param attributes an empty value leaves the attribute out
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

/** A button that does something. */
export function button(label: string, run: () => void): HTMLElement {
  const element = make('vscode-button', { secondary: 'true' }, label);
  element.addEventListener('click', run);
  return element;
}
