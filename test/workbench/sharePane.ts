import type { Frame, Page } from 'playwright-core';
import { eventually } from '../host/ui';

/** The frame that the view for sharing is drawn in, once it shows its code. */
export function shareFrame(page: Page): Promise<Frame> {
  return eventually(
    'the view for sharing shows a code',
    async () => {
      for (const frame of page.frames())
        if ((await frame.locator('#shared:not([hidden]) #code svg').count()) > 0) return frame;
      return `${page.frames().length} frames, none of them with a code`;
    },
    60_000,
  );
}
