import { ask } from './raw';

/** The longest wait, in milliseconds, of another client for a small file while something goes on. */
export async function longestWait<T>(
  port: number,
  target: string,
  act: () => Promise<T>,
): Promise<{ longest: number; result: T }> {
  let longest = 0;
  let isOver = false;
  const others = (async (): Promise<void> => {
    while (!isOver) {
      const began = performance.now();
      await ask(port, target);
      longest = Math.max(longest, performance.now() - began);
    }
  })();
  try {
    return { result: await act(), longest };
  } finally {
    isOver = true;
    await others;
  }
}
