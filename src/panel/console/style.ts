/** Properties that `%c` may set; none can load anything or leave its line. */
const ALLOWED =
  /^(?:color|background-color|font-weight|font-style|font-family|text-decoration(?:-\w+)?|text-transform|letter-spacing|border-radius|(?:padding|margin)-(?:left|right)|border(?:-(?:top|right|bottom|left))?-(?:color|style|width)|outline-\w+|opacity)$/;

/** Sets the harmless declarations of a text after `%c`. */
export function applyStyle(element: HTMLElement, declarations: string): void {
  const parsed = document.createElement('span').style;
  // A constructed declaration block loads nothing; only the allowed properties are copied from it.
  parsed.cssText = declarations;
  for (let at = 0; at < parsed.length; at++) {
    const name = parsed.item(at);
    const value = parsed.getPropertyValue(name);
    if (ALLOWED.test(name) && !/url\(|image|var\(|^initial$/i.test(value))
      element.style.setProperty(name, value);
  }
}
