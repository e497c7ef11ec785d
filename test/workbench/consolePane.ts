import type { Frame, Page } from 'playwright-core';
import { eventually } from '../host/ui';

/** The frame that the console view is drawn in. */
export function consoleFrame(page: Page): Promise<Frame> {
  return eventually(
    'the console view is there',
    async () => {
      for (const frame of page.frames())
        if ((await frame.locator('.list[role=tree]').count()) > 0) return frame;
      return `${page.frames().length} frames, none of them with the list`;
    },
    60_000,
  );
}
