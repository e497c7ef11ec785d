import { wrongHeader } from '../../options';
import { type Fields, isFields, fault, type RouteFault } from '../routeKind';
import { readFilePath } from '../filePath';

/** One answer of a fixed route. */
export interface FixedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds before the answer: a random number between the two. */
  readonly delay: readonly [least: number, most: number];
  readonly content:
    | { readonly kind: 'json'; readonly json: unknown }
    | { readonly kind: 'body'; readonly body: string }
    /** Relative to the root. */
    | { readonly kind: 'file'; readonly file: string }
    | { readonly kind: 'none' };
}

export interface Fixed {
  /** Used in turn, then from the beginning; at least one. */
  readonly answers: readonly FixedAnswer[];
  /** The share of answers that are a 503 instead, from 0 to 1. */
  readonly failureRate: number;
}

type Path = readonly (string | number)[];

/** Keys of an answer. */
export const CONTENT = ['json', 'body', 'file', 'status', 'headers', 'delay'];
const LONGEST_DELAY = 600_000;

/** Reads the answers of a fixed route. Pure. */
export function readFixed(given: Fields): Fixed | RouteFault {
  const { answers, failureRate = 0 } = given;
  if (typeof failureRate !== 'number' || !(failureRate >= 0 && failureRate <= 1))
    return fault('The “failureRate” is a number from 0 to 1.', 'failureRate');
  const list: readonly unknown[] | undefined = Array.isArray(answers) ? answers : undefined;
  if (answers !== undefined && (!list || list.length === 0))
    return fault('“answers” is a list of at least one answer.', 'answers');
  const good: FixedAnswer[] = [];
  for (const [index, own] of (list ?? [undefined]).entries()) {
    const answer = list ? readOne(given, own, index) : readAnswer(given, []);
    if ('fault' in answer) return answer;
    good.push(answer);
  }
  return { answers: good, failureRate };
}

/** One of several answers; keys that it lacks are taken from the route. */
function readOne(given: Fields, own: unknown, index: number): FixedAnswer | RouteFault {
  const at = ['answers', index];
  if (!isFields(own)) return fault('An answer is an object.', ...at);
  const unknown = Object.keys(own).find(key => !CONTENT.includes(key));
  if (unknown !== undefined) return fault(`“${unknown}” is nothing that an answer knows.`, ...at, unknown);
  return readAnswer({ ...given, ...own }, at);
}

function readAnswer(given: Fields, at: Path): FixedAnswer | RouteFault {
  const content = readContent(given, at);
  if ('fault' in content) return content;
  const { status = content.kind === 'none' ? 204 : 200, headers = {} } = given;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return fault('The “status” is a number from 200 to 599.', ...at, 'status');
  if (!isFields(headers)) return fault('“headers” is an object of names and values.', ...at, 'headers');
  const [name, bad] = wrongOf(headers) ?? [];
  if (name !== undefined) return fault(`headers: ${bad}`, ...at, 'headers', name);
  const delay = readDelay(given['delay']);
  if (typeof delay === 'string') return fault(delay, ...at, 'delay');
  return { status, headers: headers as Readonly<Record<string, string>>, delay, content };
}

/** Keyed by object: all answers of a route may share its headers, which are then checked once. */
const WRONG = new WeakMap<Fields, readonly [name: string, why: string] | null>();

/** The first header that cannot be sent, and why. */
function wrongOf(headers: Fields): readonly [name: string, why: string] | undefined {
  let wrong = WRONG.get(headers);
  if (wrong === undefined) {
    wrong = null;
    for (const [name, field] of Object.entries(headers)) {
      const bad = wrongHeader(name, field);
      if (bad !== undefined) wrong ??= [name, bad];
    }
    WRONG.set(headers, wrong);
  }
  return wrong ?? undefined;
}

function readContent({ json, body, file }: Fields, at: Path): FixedAnswer['content'] | RouteFault {
  if (json !== undefined) return { kind: 'json', json };
  if (body !== undefined) {
    if (typeof body === 'string') return { kind: 'body', body };
    return fault('The “body” is a text; “json” takes any value.', ...at, 'body');
  }
  if (file === undefined) return { kind: 'none' };
  const path = readFilePath(file);
  return path === undefined
    ? fault('The “file” is a path below the root, with forward slashes.', ...at, 'file')
    : { kind: 'file', file: path };
}

const isDelay = (ms: unknown): ms is number => typeof ms === 'number' && ms >= 0 && ms <= LONGEST_DELAY;

function readDelay(value: unknown): FixedAnswer['delay'] | string {
  const [least = 0, most = least, ...more] = [value ?? []].flat() as unknown[];
  if (isDelay(least) && isDelay(most) && least <= most && more.length === 0) return [least, most];
  return 'The “delay” is a number of milliseconds up to 600000, or a list of the least and the most.';
}
