import path from 'node:path';
import { type Arrow, type Imports, groupBy } from './imports';

/** The rooms that each room of a place may import besides itself; a place's own files are its lobby. */
export interface Place {
  readonly folder: string;
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  /** Files of the lobby that every room may import; all of them where none is named. */
  readonly ground?: readonly string[];
}

const BELOW_REPLY = ['types', 'html', 'ask', 'files'];

/** The rooms of the server in the order in which a request walks through them. */
export const SERVER: Place = {
  folder: 'src/server',
  rooms: {
    diff: [],
    types: [],
    html: ['types', 'diff'],
    ask: ['types', 'html'],
    files: ['types', 'html', 'ask'],
    reply: BELOW_REPLY,
    net: [...BELOW_REPLY, 'reply'],
    traffic: [...BELOW_REPLY, 'reply'],
    share: ['ask'],
    tls: [],
    live: ['types', 'html', 'ask', 'diff'],
    routes: [...BELOW_REPLY, 'reply', 'live'],
    check: [...BELOW_REPLY, 'reply', 'diff', 'live', 'routes'],
    steps: [...BELOW_REPLY, 'reply', 'live', 'routes'],
  },
  ground: ['errors', 'host', 'knownFaults', 'log', 'options'],
};

export const LIVE: Place = {
  folder: 'src/server/live',
  rooms: {
    channel: [],
    watch: [],
    update: ['channel', 'watch'],
    bridge: ['channel', 'watch', 'update'],
    origin: ['channel', 'watch', 'update'],
    console: ['channel', 'update', 'bridge', 'origin'],
  },
  ground: ['addresses', 'background', 'door', 'kinds', 'sources'],
};

export const ROUTES: Place = {
  folder: 'src/server/routes',
  rooms: { collection: [], fixed: [], handler: [], proxy: [] },
};

export const EDITOR: Place = {
  folder: 'src/editor',
  rooms: {
    base: [],
    log: ['base'],
    server: ['base', 'log'],
    import: ['base', 'log', 'server'],
    preview: ['base', 'log', 'server'],
    problems: ['base', 'log', 'server'],
    share: ['base', 'log', 'server'],
    status: ['base', 'log', 'server'],
    doctor: ['base', 'log', 'server', 'status'],
    tasks: ['base', 'log', 'server'],
    debug: ['base', 'server', 'preview'],
    onDemand: ['base', 'import', 'preview', 'status', 'doctor', 'tasks', 'debug'],
    text: ['base', 'log', 'server'],
    traffic: ['base', 'log', 'server'],
    bridge: ['base', 'log', 'server', 'text'],
    console: ['base', 'log', 'server', 'bridge'],
  },
  ground: ['settings'],
};

export const PAGE: Place = {
  folder: 'src/page',
  rooms: {
    own: [],
    reads: ['own'],
    keep: ['own'],
    swap: ['own', 'reads'],
    patch: ['own', 'reads', 'swap'],
    bridge: ['own', 'patch'],
    console: ['own'],
    framed: ['own'],
    inStep: [],
  },
};

export const PLACES: readonly Place[] = [SERVER, EDITOR, PAGE, LIVE, ROUTES];

/** Rooms that only the files of `openTo` may import; all others import the room's `door`. */
const DOORS = [
  { room: 'src/server/net/', openTo: /^src\/server\/(devServer|respond)\.ts$/ },
  { room: 'src/server/site.ts', openTo: /^src\/server\/(devServer|respond|steps\/\w+)\.ts$/ },
  { room: 'src/server/live/', door: /\/live\/door\.ts$/, openTo: /^src\/server\/devServer\.ts$/ },
];

/** Packages that a room may use; rooms that are not named may use what their place may. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = { 'src/server/diff': ['parse5'] };

/** The room of a file in a place; '' is the lobby, undefined elsewhere. */
export function roomOf({ folder }: Place, file: string): string | undefined {
  if (!file.startsWith(`${folder}/`)) return undefined;
  const [room, ...rest] = file.slice(folder.length + 1).split('/');
  return rest.length > 0 ? room : '';
}

/** Arrows that no rule allows. */
export function strays(imports: Imports): Arrow[] {
  return [
    ...imports.arrows.filter(arrow => PLACES.some(place => isStray(place, arrow)) || isBreakIn(arrow)),
    ...imports.packages.filter(isForeign),
  ];
}

function isStray(place: Place, { from, to }: Arrow): boolean {
  const [room, other] = [roomOf(place, from), roomOf(place, to)];
  if (room === undefined || other === undefined || room === other || room === '') return false;
  if (other === '') return place.ground?.includes(path.posix.basename(to, '.ts')) === false && !hasDoor(to);
  return !place.rooms[room]?.includes(other);
}

const hasDoor = (file: string): boolean => DOORS.some(({ room }) => room === file);

function isBreakIn({ from, to }: Arrow): boolean {
  return DOORS.some(
    ({ room, door, openTo }) =>
      to.startsWith(room) && !from.startsWith(room) && !openTo.test(from) && !door?.test(to),
  );
}

function isForeign({ from, to }: Arrow): boolean {
  const known = PACKAGES[path.posix.dirname(from)];
  return known !== undefined && !known.includes(to);
}

/** Files with one importer that stay in the room of their kind, and why. */
const AT_HOME: Readonly<Record<string, string>> = {
  'src/editor/debug/debugPage.ts': 'its importer only hands the names of a bundle on',
  'src/editor/status/serverMenu.ts': 'its importer only hands the names of a bundle on',
  'src/server/diff/trees.ts': 'diff is tried and replaced alone',
  'src/server/files/near.ts': 'compares names of files',
  'src/server/live/bridge/bridge.ts': 'picks are a room of their own, beside the console',
  'src/server/reply/large.ts': 'builds a reply, as its neighbours do',
  'src/server/reply/listing.ts': 'builds a reply, as its neighbours do',
};

/** Files with one importer that live in a room which is neither its own nor one that hangs on it. */
export function astray({ files, arrows }: Imports): Arrow[] {
  const importers = groupBy(arrows, ({ to }) => to);
  return files.flatMap(file => {
    const [only, another] = importers.get(file) ?? [];
    if (!only || another || file in AT_HOME) return [];
    const home = path.posix.dirname(only.from);
    return `${path.posix.dirname(file)}/`.startsWith(`${home}/`) ? [] : [only];
  });
}

/**
 * Files with the same name that are used in one folder: they stand there, or a file there imports them. Every
 * `index.ts` counts as its folder.
 */
export function namesakes({ files, arrows }: Imports): string[][] {
  const met = groupBy([...files.map(file => ({ from: file, to: file })), ...arrows], ({ from }) =>
    path.posix.dirname(from),
  );
  const groups = [...met.values()].flatMap(these => {
    const others = [...new Set(these.map(({ to }) => to))].filter(file => !file.endsWith('/index.ts'));
    return [...groupBy(others, file => path.posix.basename(file)).values()];
  });
  return groups.filter(group => group.length > 1).map(group => group.toSorted());
}
