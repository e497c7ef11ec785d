import { cutThrown, type Thrown } from '../protocol/handlerMessages';

/** A thrown value in a form that can be posted to another thread. Never throws, whatever getters and traps the value has. */
export function thrownOf(thrown: unknown): Thrown {
  const message = safely(() =>
    thrown instanceof Error ? `${plain(thrown, 'name')}: ${plain(thrown, 'message')}` : textOf(thrown),
  );
  const stack = safely(() => (thrown instanceof Error ? framesOf(thrown) : ''));
  return cutThrown({ message: message ?? 'A value without a text was thrown.', stack: stack ?? '' });
}

/** The stack without the message that V8 puts before it: a long one would leave no room for the frames. */
function framesOf(thrown: Error): string {
  const [stack, message] = [plain(thrown, 'stack'), plain(thrown, 'message')];
  const at = message.length > 0 ? stack.indexOf(message) : -1;
  return at < 0 ? stack : stack.slice(0, at) + stack.slice(at + message.length);
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
