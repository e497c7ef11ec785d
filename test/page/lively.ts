import assert from 'node:assert/strict';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Served, serve, type Tree } from '../server/support/serve';

export const built = path.resolve('dist/page.js');

/** Two seconds of silence: 8-bit mono PCM. */
function silence(): Buffer {
  const [rate, seconds] = [8000, 2];
  const data = Buffer.alloc(rate * seconds, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const rows = Array.from({ length: 60 }, (_, row) => `<p>row ${row}</p>`).join('\n    ');

/** A page with everything in it that a reload would lose. */
export const lively = `<!doctype html>
<html lang="en">
<head>
  <title>Before</title>
  <style>h1 { color: rgb(1, 1, 1) }</style>
</head>
<body>
  <h1 class="big">Headline</h1>
  <ul id="rendered"><li>Loading</li></ul>
  <div id="scroller" style="height: 100px; overflow: auto">
    ${rows}
  </div>
  <form>
    <input id="field" value="from source">
    <input id="tick" type="checkbox">
    <select id="choice"><option>one<option>two</select>
    <textarea id="area">from source</textarea>
  </form>
  <details id="more"><summary>More</summary><p id="inside">inside</p></details>
  <dialog id="box"><p>A dialog</p></dialog>
  <audio id="sound" src="silence.wav" muted loop></audio>
  <iframe id="frame" src="inner.html"></iframe>
  <canvas id="canvas" width="10" height="10"></canvas>
  <my-counter id="counter"></my-counter>
  <template id="tpl"><i>in a template</i></template>
  <svg id="drawing" viewBox="0 0 10 10"><circle r="1"/></svg>
  <p id="last">The last words.</p>
  <script>
    window.started = (window.started ?? 0) + 1;
    rendered.replaceChildren(...['a', 'b'].map(text => Object.assign(document.createElement('li'), { textContent: text })));
    document.querySelector('h1').classList.add('by-script');
    customElements.define('my-counter', class extends HTMLElement { made = Math.random(); connected = 0; connectedCallback() { this.connected++; } });
    canvas.getContext('2d').fillRect(0, 0, 10, 10);
  </script>
  <div style="height: 3000px"></div>
  <p id="foot">Below everything.</p>
</body>
</html>
`;

const tree: Tree = {
  'index.html': lively,
  'inner.html': '<!doctype html><p id="text">inner</p>',
  'silence.wav': silence(),
};

/** What a reload, or a careless hand, would lose. */
export interface State {
  readonly [what: string]: unknown;
}

/** A page in a browser with a server behind it, and an author and a visitor before it. */
export class Desk {
  private constructor(
    readonly page: Page,
    readonly served: Served,
  ) {}

  static async open(page: Page, more: Tree = {}, address = ''): Promise<Desk> {
    const served = await serve(
      { ...tree, ...more },
      { pageScript: built, cleanUrls: true, fallback: 'index.html' },
    );
    let connected = 0;
    page.on('websocket', socket => socket.once('framereceived', () => connected++));
    await page.goto(served.url + address);
    while (connected < page.frames().length) await page.waitForTimeout(5);
    return new Desk(page, served);
  }

  /** The author types: this text is in the editor, and not saved. */
  type(text: string, name = 'index.html'): void {
    this.served.server.overlay({ path: path.join(this.served.root, name), text, version: 1 });
  }

  /** The author closes the editor without saving, or saves. */
  close(name = 'index.html'): void {
    this.served.server.overlay({ path: path.join(this.served.root, name), text: undefined, version: 2 });
  }

  async save(text: string, name = 'index.html'): Promise<void> {
    await this.served.write({ [name]: text });
    this.close(name);
    this.served.server.changed([{ path: path.join(this.served.root, name), how: 'saved' }]);
  }

  /** The visitor scrolls, types, ticks, opens and plays. */
  async visit(): Promise<State> {
    const { page } = this;
    await page.fill('#field', 'typed by the visitor');
    await page.fill('#area', 'typed too');
    await page.check('#tick');
    await page.selectOption('#choice', 'two');
    await page.evaluate(async () => {
      const field = document.querySelector<HTMLInputElement>('#field')!;
      const played = document.querySelector<HTMLAudioElement>('#sound')!;
      document.querySelector<HTMLDetailsElement>('#more')!.open = true;
      document.querySelector<HTMLDialogElement>('#box')!.show();
      await played.play();
      Object.assign(document.querySelector<HTMLIFrameElement>('#frame')!.contentWindow!, { mark: 'same' });
      Object.assign(window, { mark: 'same', played });
      field.focus();
      field.setSelectionRange(2, 7);
      document.getElementById('scroller')!.scrollTop = 333;
      scrollTo(0, 555);
    });
    return this.state();
  }

  state(): Promise<State> {
    return this.page.evaluate(() => {
      const shared = window as { mark?: string; started?: number; played?: unknown };
      const field = document.querySelector<HTMLInputElement>('#field')!;
      const sound = document.querySelector<HTMLAudioElement>('#sound')!;
      const counter = document.querySelector<HTMLElement & { made: number; connected: number }>('#counter')!;
      const frame = document.querySelector<HTMLIFrameElement>('#frame')!.contentWindow as typeof shared;
      const canvas = document.querySelector<HTMLCanvasElement>('#canvas')!.getContext('2d')!;
      return {
        mark: shared.mark,
        started: shared.started,
        values: [...document.forms[0]!.elements].map(element => (element as HTMLInputElement).value),
        ticked: document.querySelector<HTMLInputElement>('#tick')!.checked,
        focus: document.activeElement?.id,
        selection: [field.selectionStart, field.selectionEnd],
        scroll: [scrollY, document.getElementById('scroller')!.scrollTop],
        details: document.querySelector<HTMLDetailsElement>('#more')!.open,
        dialog: document.querySelector<HTMLDialogElement>('#box')!.open,
        playing: !sound.paused && sound === shared.played,
        frame: frame.mark,
        canvas: canvas.getImageData(5, 5, 1, 1).data[3],
        custom: [counter.made, counter.connected],
        rendered: document.getElementById('rendered')!.textContent,
        byScript: document.querySelector('h1')?.classList.contains('by-script'),
      };
    });
  }

  /** Waits for something to be so in the page. */
  async shows(what: string, expected: unknown): Promise<void> {
    const look = (): Promise<unknown> => this.page.evaluate<unknown>(what).catch(String);
    for (let i = 0; i < 400; i++) {
      if (JSON.stringify(await look()) === JSON.stringify(expected)) return;
      await this.page.waitForTimeout(10);
    }
    assert.deepEqual(await look(), expected, what);
  }

  /** What the log says of updates that did not fit. */
  complaints(): string[] {
    return this.served.log.flatMap(entry =>
      entry.kind === 'event' && entry.text.includes('could not take') ? [entry.text] : [],
    );
  }

  /** Makes sure that everything said so far has reached the page: what follows in order has. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(200);
  }
}
