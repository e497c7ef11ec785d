import type { Thrown } from '../protocol/handlers';

/** A thrown value in a form that another thread can be sent. */
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
