import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Served, Tree } from './serve';

export const users = [
  { id: 1, name: 'Ada', age: 36, team: { name: 'red' } },
  { id: 2, name: 'Bo', age: 20, team: { name: 'blue' } },
  { id: 10, name: 'Cy', age: 41, team: { name: 'red' } },
];

/** A site with these routes and a data file. */
export const withRoutes = (routes: unknown, more: Tree = {}): Tree => ({
  'index.html': '<!doctype html><title>home</title>',
  'data/users.json': JSON.stringify(users, undefined, 2),
  'porthole.routes.json': JSON.stringify({ routes }),
  ...more,
});

/** A POST of JSON. */
export const json = (value: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** Status and body, which is a value where it is JSON. */
export async function ask(
  served: Served,
  target: string,
  init?: RequestInit,
): Promise<[status: number, body: unknown]> {
  const response = await fetch(new URL(target, served.url), init);
  const text = await response.text();
  return [
    response.status,
    response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text,
  ];
}

/** Waits until something holds. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 500, what);
    await delay(20);
  }
}
