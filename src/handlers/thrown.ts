import type { Thrown } from '../protocol/handlers';

/** Characters of a message or a stack that are sent on. */
const LONGEST = 20_000;

/** A thrown value in a form that another thread can be sent. Never throws, whatever getters and traps the value has. */
export function thrownOf(thrown: unknown): Thrown {
  const message = safely(() =>
    thrown instanceof Error ? `${plain(thrown, 'name')}: ${plain(thrown, 'message')}` : textOf(thrown),
  );
  const stack = safely(() => (thrown instanceof Error ? plain(thrown, 'stack') : ''));
  return {
    message: (message ?? 'A value without a text was thrown.').slice(0, LONGEST),
    stack: (stack ?? '').slice(0, LONGEST),
  };
}

/** A property as text: packages put anything into those of an error. */
function plain(thrown: Error, key: 'name' | 'message' | 'stack'): string {
  const value: unknown = thrown[key];
  return typeof value === 'string' ? value : '';
}

function safely(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const textOf = (thrown: unknown): string =>
  typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
