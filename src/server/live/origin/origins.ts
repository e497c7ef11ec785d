import type { ConsoleEntry, ConsoleValue, Frame, Property } from '../../../protocol/consoleMessages';
import type { FromPage } from '../../../protocol/page';
import type { Source } from '../../diff/trees';
import type { Addresses } from '../addresses';
import type { ConnectedPage } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import type { Steps } from '../update/steps';
import { inSource, type Spot, toCurrent } from './inline';
import { SourceMaps } from './sourceMaps';
import { inSrcdoc, SRCDOC } from './srcdoc';
import { thrownAt } from './thrown';

type ErrorMessage = Extract<FromPage, { type: 'error' }>;

/** Lines of stacks that are looked up for one batch of messages; the others stay as the page said. */
const MOST_LOOKED_UP = 2_000;

/** An error, and the path and position of its place on this server. */
export interface PlacedError {
  readonly text: string;
  readonly at: Spot | undefined;
  /** The place in what the page has loaded. */
  readonly loadedAt: string;
}

interface Reading {
  readonly read: (file: string) => Promise<Buffer | undefined>;
  readonly current: (file: string) => Promise<Source | undefined>;
}

function onceEach<T>(get: (file: string) => Promise<T>): (file: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return file => {
    const got = known.get(file) ?? get(file);
    known.set(file, got);
    return got;
  };
}

/** The address of a decoded path. */
const encoded = (path: string): string => encodeURI(path).replace(/[?#]/g, encodeURIComponent);

/** An address that is no file's: the editor opens only those that begin with a slash. */
const elsewhere = (address: string): string => (address.startsWith('/') ? `…${address}` : address);

const unplaced = ([name, address, line, column]: Frame): Frame => [name, elsewhere(address), line, column];

/** Where the code that pages run was written: in the document as the editor has it, or in what a script was built from. */
export class Origins {
  private readonly maps: SourceMaps;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log'>,
    private readonly addresses: Addresses,
    private readonly steps: Pick<Steps, 'current' | 'turn'>,
  ) {
    this.maps = new SourceMaps(host, addresses);
  }

  /** The same entries with the places of files below the root; their addresses are decoded paths. */
  async inEntries(page: ConnectedPage, entries: readonly ConsoleEntry[]): Promise<readonly ConsoleEntry[]> {
    const known = new Map<string, Frame>();
    for (const entry of entries) for (const frame of framesIn(entry)) known.set(frame.join('\n'), frame);
    const placed = new Map<string, Frame>();
    const reading = this.reading();
    for (const [key, [name, ...spot]] of [...known].slice(0, MOST_LOOKED_UP)) {
      const [address, line, column] = await this.of(page, spot, reading);
      placed.set(key, [name, address, line, column]);
    }
    const place = (frame: Frame): Frame => placed.get(frame.join('\n')) ?? unplaced(frame);
    return entries.map(entry => ({
      ...entry,
      frames: entry.frames.map(place),
      values: entry.values.map(value => placedValue(value, place)),
    }));
  }

  /** An error whose place is in the source, by the path of its file. */
  async inError(page: ConnectedPage, error: ErrorMessage): Promise<PlacedError> {
    const { text } = error;
    const spot = thrownAt(error);
    const inFrame = spot ? undefined : await this.inFrame(page, error);
    if (inFrame) return { text, at: inFrame, loadedAt: (error.at ?? []).join(':') };
    const loadedAt = (spot ?? []).join(':');
    if (!spot) return { text, at: undefined, loadedAt };
    const [address, line, column] = await this.of(page, spot, this.reading());
    return { text, at: address.startsWith('/') ? [encoded(address), line, column] : spot, loadedAt };
  }

  /** The place of an error in a frame of a page that has its document in an attribute. */
  private async inFrame({ file, loaded }: ConnectedPage, { at }: ErrorMessage): Promise<Spot | undefined> {
    if (at?.[0] !== SRCDOC || !loaded || file === undefined) return undefined;
    const there = inSrcdoc(loaded.text, at[1], at[2]);
    if (!there) return undefined;
    const now = await this.steps.current(file);
    return [encoded(this.addresses.pathOf(file)), ...(now ? toCurrent(loaded.text, now.text, there) : there)];
  }

  /** A place in a file below the root, by its decoded path; as it is for any other. */
  private async of(page: ConnectedPage, spot: Spot, { read, current }: Reading): Promise<Spot> {
    const [address, line, column] = spot;
    if (!address.startsWith('/')) return spot;
    // A stack has many places, each of which is looked for in a whole text.
    await this.steps.turn();
    const isDocument = address === page.address && page.file !== undefined;
    const file = isDocument ? page.file : this.addresses.fileOf(address);
    if (file === undefined || !this.addresses.contains(file)) return [elsewhere(address), line, column];
    if (file !== page.file) return this.maps.original(file, line, column, read);
    const path = this.addresses.pathOf(file);
    if (!page.loaded) return [path, line, column];
    const there = inSource(page.loaded, page.address, line, column);
    const now = await current(file);
    return [path, ...(now ? toCurrent(page.loaded.text, now.text, there) : there)];
  }

  /** Files as one batch of messages needs them: each is read once. */
  private reading(): Reading {
    return {
      read: onceEach(file => this.host.read(file)),
      current: onceEach(file => this.steps.current(file)),
    };
  }
}

function* framesIn(entry: ConsoleEntry): Iterable<Frame> {
  yield* entry.frames;
  for (const value of entry.values) yield* framesInValue(value);
}

function* framesInValue({ frames = [], properties = [] }: ConsoleValue): Iterable<Frame> {
  yield* frames;
  for (const [, value] of properties) yield* framesInValue(value);
}

/** A value with its places; one that has none stays the same object. */
function placedValue(value: ConsoleValue, place: (frame: Frame) => Frame): ConsoleValue {
  if (!value.frames && !value.properties) return value;
  const frames = value.frames ? { frames: value.frames.map(place) } : {};
  const properties = value.properties
    ? { properties: value.properties.map(([name, inner]): Property => [name, placedValue(inner, place)]) }
    : {};
  return { ...value, ...frames, ...properties };
}
