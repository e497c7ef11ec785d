import type { Root } from '../roots';

/** The innermost element below the pointer, in open shadow roots too. */
export function targetOf(event: Event): Element | undefined {
  const [first] = event.composedPath();
  return first instanceof Element ? first : undefined;
}

/** For events in a frame without an address the target is the frame: only the frame has a place in the source. */
export function targetInPage(event: UIEvent): Element | undefined {
  let frame: Element | null = null;
  for (let { view } = event; view && view !== window; view = view.parent) frame = view.frameElement;
  return frame ?? targetOf(event);
}

/** The documents of frames among roots. */
export const framesIn = (roots: readonly Root[]): Document[] =>
  roots.filter((root): root is Document => root !== document && !('host' in root));
