import { ask } from './raw';

/**
 * The number of answers that another client gets for a small file while something goes on: few if it blocks
 * the server.
 */
export async function answersMeanwhile<T>(
  port: number,
  target: string,
  act: () => Promise<T>,
): Promise<{ answers: number; result: T }> {
  let answers = 0;
  let isOver = false;
  const others = (async (): Promise<void> => {
    while (!isOver) {
      await ask(port, target);
      answers += 1;
    }
  })();
  try {
    return { result: await act(), answers };
  } finally {
    isOver = true;
    await others;
  }
}
