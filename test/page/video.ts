import type { Page } from 'playwright-core';

/** A second of video, this many pixels wide, recorded by the browser itself. */
export async function recordVideo(page: Page, width: number): Promise<Buffer> {
  const bytes = await page.evaluate(async size => {
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: 16 });
    const context = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', event => parts.push(event.data));
    recorder.start();
    for (let i = 0; i < 20; i++) {
      context.fillStyle = i % 2 ? 'red' : 'blue';
      context.fillRect(0, 0, size, 16);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    recorder.stop();
    await new Promise(resolve => recorder.addEventListener('stop', resolve, { once: true }));
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  }, width);
  return Buffer.from(bytes);
}
