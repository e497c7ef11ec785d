import { setAttribute } from './make';

const tokens = (value: string): string[] => value.split(/[\t\n\f\r ]+/).filter(Boolean);

/** Adds and removes the classes that changed in the source; classes added by scripts stay. */
function mergeClasses(element: Element, old: string, value: string): void {
  const [before, after] = [tokens(old), tokens(value)];
  element.classList.remove(...before.filter(name => !after.includes(name)));
  element.classList.add(...after.filter(name => !before.includes(name)));
}

function declarations(text: string): CSSStyleDeclaration {
  const { style } = document.createElement('i');
  style.cssText = text;
  return style;
}

/** The same for the declarations of a `style` attribute that a script has changed. */
function mergeStyles({ style }: HTMLElement | SVGElement, old: string, value: string): void {
  const [before, after] = [declarations(old), declarations(value)];
  for (const name of before) if (after.getPropertyValue(name) === '') style.removeProperty(name);
  for (const name of after) {
    const wanted = after.getPropertyValue(name);
    if (before.getPropertyValue(name) !== wanted)
      style.setProperty(name, wanted, after.getPropertyPriority(name));
  }
}

/** Applies a change of an attribute in the source to the page; null means absent. */
export function changeAttribute(
  element: Element,
  name: string,
  old: string | null,
  value: string | null,
): void {
  const touched = element.getAttribute(name) !== old;
  if (touched && name === 'class') mergeClasses(element, old ?? '', value ?? '');
  else if (touched && name === 'style' && (element instanceof HTMLElement || element instanceof SVGElement))
    mergeStyles(element, old ?? '', value ?? '');
  else if (value === null) element.removeAttribute(name);
  else setAttribute(element, name, value);
}
