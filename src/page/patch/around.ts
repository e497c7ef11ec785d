import { page, select } from '../own/dom';
import { customEvent, detailOf, dispatch, on, prevent, targetOfEvent } from '../own/events';
import { frameAround, opener, self } from '../own/window';
import { attributes, listened } from '../reads/reads';

/** The event by which a page in a frame tells the page around it, of the same origin, that it is about to reload. */
const LEAVING = 'porthole:frame-reload';

interface Leaving {
  readonly cause: string;
  /** Whether scripts of the frame have looked at the page around it. */
  readonly isAround: boolean;
}

/** Whether the server found scripts that may look into other windows unnoticed. */
export const around = { isKnown: false };

/** Links and forms that open a window which knows this one. */
const OPENING = '[target]:not([target^=_]),[rel~=opener]';
/** Whether this page was opened by another one, opens windows, or its scripts asked for such. */
export const isBesideOthers = (): boolean =>
  opener !== null || attributes.get('beside') !== undefined || select(page, OPENING).length > 0;

/** Whether scripts asked for frames or for the page around this one. */
const hasAsked = (): boolean => attributes.get('around') !== undefined;

/**
 * Leaves the reload to the page around this frame, if scripts of one have looked at the other.
 * @returns whether that page reloads
 */
export function isLeftToPageAround(cause: string): boolean {
  const frame = frameAround(self);
  if (!frame) return false;
  const leaving: Leaving = { cause, isAround: hasAsked() || around.isKnown };
  return !dispatch(frame, customEvent(LEAVING, true, leaving));
}

/**
 * Reloads this page instead of a frame, if scripts of one have looked at the other or listen to it.
 * @param reload returns whether it does
 */
export function onFrameLeaving(reload: (cause: string, reason: string) => boolean): void {
  on<CustomEvent>(
    page,
    LEAVING,
    event => {
      const frame = targetOfEvent(event) as Element;
      const { cause, isAround } = detailOf(event) as Leaving;
      const isKnown =
        isAround || hasAsked() || listened.has(frame) || attributes.get('src')?.has(frame) === true;
      if (isKnown && reload(cause, 'its frame')) prevent(event);
    },
    { capture: true },
  );
}
