/** The innermost element below the pointer, in open shadow roots too. */
export function targetOf(event: Event): Element | undefined {
  const [first] = event.composedPath();
  return first instanceof Element ? first : undefined;
}
