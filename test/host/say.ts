/** Begins every line of a suite's console. */
export const MARK = '│ ';

/** Prints one line for the person who waits. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function sayLeftOut(left: number, all: number): void {
  if (left === 0) return;
  say(`· Left out of a whole run: ${left} of ${all} test files, which the suite by its name has.`);
}

/** Says what begins, does it, and says how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`· ${what} …`);
  const from = performance.now();
  const result = await work();
  say(`  ${what}: ${seconds(performance.now() - from)}`);
  return result;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
