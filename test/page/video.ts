import type { Page } from 'playwright-core';

/** Runs in a page: a second of video, this many pixels wide, recorded by the browser itself. */
export async function record(width: number): Promise<number[]> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: 16 });
  const context = canvas.getContext('2d')!;
  const types = ['video/webm;codecs=vp8', 'video/mp4'];
  const mimeType = types.find(type => MediaRecorder.isTypeSupported(type));
  // WebKitGTK records nothing, so its pages have a film that does not play.
  if (mimeType === undefined) return [];
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', event => parts.push(event.data));
  recorder.start();
  for (let i = 0; i < 20; i++) {
    context.fillStyle = i % 2 ? 'red' : 'blue';
    context.fillRect(0, 0, width, 16);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  recorder.stop();
  await new Promise(resolve => recorder.addEventListener('stop', resolve, { once: true }));
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}

export async function recordVideo(page: Page, width: number): Promise<Buffer> {
  return Buffer.from(await page.evaluate(record, width));
}
