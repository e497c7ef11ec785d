import http from 'node:http';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand } from '../host/ui';

/** Opens the traffic view by its command; the frame that it is drawn in. */
export async function openTraffic(page: Page): Promise<Frame> {
  await runCommand(page, 'Porthole: Show Traffic');
  return trafficFrame(page);
}

export async function trafficFrame(page: Page): Promise<Frame> {
  return eventually(
    'the traffic view is there',
    async () => {
      for (const frame of page.frames())
        if ((await frame.locator('.list[role=grid]').count()) > 0) return frame;
      return `${page.frames().length} frames, none of them with the list`;
    },
    60_000,
  );
}

/** Waits until the line below the list has this text. */
export async function countIs(page: Page, expected: RegExp, patience = 60_000): Promise<void> {
  await eventually(
    `the list has ${expected}`,
    async () => {
      const text = (await (await trafficFrame(page)).locator('.count').textContent()) ?? '';
      return expected.test(text) ? { text } : `it has ${text}`;
    },
    patience,
  );
}

/** Sends requests as fast as a few kept connections take them. */
export async function flood(url: string, requests: number, targetOf: (at: number) => string): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const one = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = http.get(new URL(targetOf(at), url), { agent }, response => {
        response.resume().once('end', resolve);
      });
      request.once('error', reject);
    });
  for (let at = 0; at < requests; at += 500)
    await Promise.all(Array.from({ length: Math.min(500, requests - at) }, (_, more) => one(at + more)));
  agent.destroy();
}
