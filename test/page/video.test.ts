import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { endAll, serve } from '../server/support/serve';
import { makeFilm } from './film';

const PICTURES = 6;

/** A recently written file may be written again unnoticed: until then, each answer has a different tag. */
async function hasSettled(url: string): Promise<void> {
  const tag = async (): Promise<string | null> => (await fetch(url, { method: 'HEAD' })).headers.get('etag');
  while ((await tag()) !== (await tag())) await new Promise(resolve => setTimeout(resolve, 20));
}

describe('a film in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  /** Seeks to the middle of a second; returns the picture that is shown then. */
  function pictureAt(second: number): Promise<number> {
    return page.evaluate(
      async ({ time, pictures }) => {
        const video = document.querySelector('video')!;
        const sought = new Promise(resolve => video.addEventListener('seeked', resolve, { once: true }));
        video.currentTime = time;
        await sought;
        const context = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d')!;
        context.drawImage(video, 0, 0);
        const [r = 0, g = 0, b = 0] = context.getImageData(50, 50, 1, 1).data;
        const hue = (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) / (2 * Math.PI)) * pictures;
        return (Math.round(hue) + pictures) % pictures;
      },
      { time: second + 0.5, pictures: PICTURES },
    );
  }

  for (const [kept, seconds] of [
    ['from memory', 12],
    ['from the disk', 240],
  ] as const) {
    it(`is sought in, forwards and back, ${kept}`, async () => {
      const served = await serve({ 'index.html': '<!doctype html><video preload="metadata" muted></video>' });
      await page.goto(served.url);
      const film = await makeFilm(page, PICTURES, seconds);
      assert.equal(film.length > 2 << 20, kept === 'from the disk', `${film.length} bytes`);
      await served.write({ 'film.webm': film });
      await hasSettled(`${served.url}film.webm`);
      const asked: number[] = [];
      page.on('response', response => {
        const [, start] = /^bytes=(\d+)-/.exec(response.request().headers()['range'] ?? '') ?? [];
        if (!response.url().endsWith('film.webm') || start === undefined) return;
        assert.equal(response.status(), 206);
        asked.push(Number(start));
      });
      const length = await page.evaluate(async () => {
        const video = document.querySelector('video')!;
        video.src = 'film.webm';
        await new Promise(resolve => video.addEventListener('loadedmetadata', resolve, { once: true }));
        return video.duration;
      });
      assert.equal(length, seconds);
      for (const share of [0.9, 0.1, 0.5, 0.99, 0]) {
        const second = Math.floor(share * seconds);
        assert.equal(await pictureAt(second), second % PICTURES, `second ${second}`);
      }
      assert.ok(asked.includes(0), 'the film is asked for as a range');
      // The part ahead is not waited for: the player requests it from the needed place.
      if (kept === 'from the disk')
        assert.ok(
          asked.some(start => start > film.length / 2),
          String(asked),
        );
    });
  }
});
