import type { Thrown } from '../protocol/handlers';

/** What was thrown, as far as another thread can be told. */
export function thrownOf(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { message: text(thrown), stack: '' };
  return { message: `${thrown.name}: ${thrown.message}`, stack: thrown.stack ?? '' };
}

function text(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return 'Something that has no text was thrown.';
  }
}
