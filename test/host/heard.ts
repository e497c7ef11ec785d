import type { Page } from 'playwright-core';

/**
 * Resolves when a WebSocket of the page gets a frame that has this text in it. To be called before the page goes anywhere: a frame
 * may come in the same turn as its socket, before a promise of the socket is heard.
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
