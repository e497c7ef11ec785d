/** The part of a browser's driver that the suite `page` needs, for browsers other than Chromium. */
export interface Engine {
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One tab. Everything else about a page goes through `run`. */
export interface Tab {
  /** Resolves when the document has loaded. */
  goto(url: string): Promise<void>;
  back(): Promise<void>;
  reload(): Promise<void>;
  /** The value of an expression in the page, awaited there, as JSON carries it. */
  run(expression: string): Promise<unknown>;
  /** Types characters, or keys by WebDriver's code points, one after the other. */
  type(keys: readonly string[]): Promise<void>;
  /** Clicks with the mouse, in CSS pixels of the viewport, perhaps with a key held. */
  click(x: number, y: number, held?: string): Promise<void>;
  /** A PNG of the viewport, or of a part of it in CSS pixels. */
  screenshot(clip?: Clip): Promise<Buffer>;
  close(): Promise<void>;
}

/** Keys as WebDriver spells them: code points of the private use area. */
export const keysOf = (text: string): string[] => text.split('');
export const KEYS: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Alt: '\uE00A',
  Shift: '\uE008',
  Enter: '\uE006',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/** A key by its name, or a chord such as `Shift+Enter`. */
export const chordOf = (keys: string): string =>
  keys
    .split(/(?<=.)\+/)
    .map(key => KEYS[key] ?? key)
    .join('');

/** The actions of WebDriver for some keys or chords, and for a click. */
export const keyActions = (keys: readonly string[]) => [
  {
    type: 'key',
    id: 'keyboard',
    actions: keys
      .map(keysOf)
      .flatMap(chord => [
        ...chord.map(value => ({ type: 'keyDown', value })),
        ...chord.toReversed().map(value => ({ type: 'keyUp', value })),
      ]),
  },
];
export const clickActions = (x: number, y: number, held?: string) => [
  ...(held === undefined ? [] : [heldActions(held)]),
  {
    type: 'pointer',
    id: 'mouse',
    parameters: { pointerType: 'mouse' },
    actions: [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ],
  },
];

/** Holds a key during a click; each action takes one tick, like those of the pointer. */
const heldActions = (value: string) => ({
  type: 'key',
  id: 'keyboard',
  actions: [{ type: 'keyDown', value }, { type: 'pause' }, { type: 'pause' }, { type: 'keyUp', value }],
});

/** Runs in the page: a list with the value, as JSON; an empty list for undefined and for values without JSON. */
export const asJson = `value => { try { return value === undefined ? '[]' : JSON.stringify([value]); } catch { return '[]'; } }`;
