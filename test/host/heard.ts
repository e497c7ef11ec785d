import type { Page } from 'playwright-core';

/**
 * Resolves when a WebSocket of the page gets a frame with this text. Call before the page navigates: a frame
 * may come in the same turn as its socket, before a promise about the socket resolves.
 */
export function heard(page: Page, text = ''): Promise<void> {
  return new Promise(resolve => {
    page.on('websocket', socket =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes(text)) resolve();
      }),
    );
  });
}
