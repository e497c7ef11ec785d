import { setAttribute } from './make';

const tokens = (value: string): string[] => value.split(/[\t\n\f\r ]+/).filter(Boolean);

/** Gives an element the classes that are new in the source and takes those that are gone there; a script's own stay. */
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

/** The same for properties of a `style` attribute that a script has changed. */
function mergeStyles({ style }: HTMLElement | SVGElement, old: string, value: string): void {
  const [before, after] = [declarations(old), declarations(value)];
  for (const name of before) if (after.getPropertyValue(name) === '') style.removeProperty(name);
  for (const name of after) {
    const wanted = after.getPropertyValue(name);
    if (before.getPropertyValue(name) !== wanted)
      style.setProperty(name, wanted, after.getPropertyPriority(name));
  }
}

/** Brings a change of an attribute from the source to the page; `old` and `value` are null where it is not there. */
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
