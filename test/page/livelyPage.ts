import type { Frame, Page } from 'playwright-core';
import { recordVideo } from './video';

/** A page of a browser, or one in a frame. */
type Shown = Page | Frame;

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
  <video id="film" src="film.webm" muted loop width="16" height="16"></video>
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

let film: Promise<Buffer> | undefined;

/** The files of that page; the film is recorded once, in a page that nobody needs any more. */
export async function livelyFiles(page: Page): Promise<Record<string, string | Uint8Array>> {
  film ??= recordVideo(page, 16);
  return {
    'index.html': lively,
    'inner.html': '<!doctype html><p id="text">inner</p>',
    'film.webm': await film,
  };
}

/** The state that a reload or a careless patch would lose. */
export interface State {
  readonly [what: string]: unknown;
}

/** Runs in the page: the visitor types, ticks and chooses. */
export function fillIn(): void {
  const given = {
    field: { value: 'typed by the visitor' },
    area: { value: 'typed too' },
    tick: { checked: true },
    choice: { value: 'two' },
  };
  for (const [id, what] of Object.entries(given)) {
    const field = Object.assign(document.getElementById(id)!, what);
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

/** Runs in the page: the visitor scrolls, opens, plays and selects. */
export async function lookAround(): Promise<void> {
  const field = document.querySelector<HTMLInputElement>('#field')!;
  const played = document.querySelector<HTMLVideoElement>('#film')!;
  document.querySelector<HTMLDetailsElement>('#more')!.open = true;
  document.querySelector<HTMLDialogElement>('#box')!.show();
  // If no film could be recorded, there is none to play.
  if (played.error === null && played.networkState !== HTMLMediaElement.NETWORK_NO_SOURCE)
    await played.play();
  Object.assign(document.querySelector<HTMLIFrameElement>('#frame')!.contentWindow!, { mark: 'same' });
  Object.assign(window, { mark: 'same', played });
  field.focus();
  field.setSelectionRange(2, 7);
  document.getElementById('scroller')!.scrollTop = 333;
  scrollTo(0, 555);
}

/** Runs in the page: returns the state that a reload or a careless patch would lose. */
export function state(): State {
  const shared = window as { mark?: string; started?: number; played?: unknown };
  const field = document.querySelector<HTMLInputElement>('#field')!;
  const shown = document.querySelector<HTMLVideoElement>('#film')!;
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
    playing: !shown.paused && !shown.ended && shown.error === null && shown === shared.played,
    frame: frame.mark,
    canvas: canvas.getImageData(5, 5, 1, 1).data[3],
    custom: [counter.made, counter.connected],
    rendered: document.getElementById('rendered')!.textContent,
    byScript: document.querySelector('h1')?.classList.contains('by-script'),
  };
}

/** The visitor does all of this. */
export async function visit(page: Shown): Promise<State> {
  await page.fill('#field', 'typed by the visitor');
  await page.fill('#area', 'typed too');
  await page.check('#tick');
  await page.selectOption('#choice', 'two');
  await page.evaluate(lookAround);
  return stateOf(page);
}

export const stateOf = (page: Shown): Promise<State> => page.evaluate(state);
