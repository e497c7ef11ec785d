/** The globals of a document, of which each frame has its own. */
export type Realm = Window & typeof globalThis;

/** Calls back for the window of this page and for those of its frames, whenever they load. Frames of other origins are left alone. */
export function inEachWindow(run: (realm: Realm) => void): void {
  const known = new WeakSet<Document>();
  const enter = (realm: Realm): void => {
    const { document: inside } = realm;
    if (known.has(inside)) return;
    known.add(inside);
    run(realm);
    for (const frame of inside.querySelectorAll('iframe, frame, object')) look(frame);
    // `load` does not bubble, so it is heard in the capture phase.
    inside.addEventListener('load', ({ target }) => look(target), true);
  };
  const look = (frame: unknown): void => {
    const realm = realmOf(frame);
    if (realm) enter(realm);
  };
  enter(window);
}

/** The globals inside a frame of the same origin; undefined for any other thing. */
export function realmOf(frame: unknown): Realm | undefined {
  try {
    const { contentDocument } = frame as HTMLIFrameElement;
    return contentDocument?.defaultView ?? undefined;
  } catch {
    return undefined;
  }
}
