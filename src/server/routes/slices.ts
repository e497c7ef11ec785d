/** Milliseconds of work after which other requests get a turn. */
const SLICE = 8;
/** Steps of work between two looks at the clock. */
const STEPS = 64;

/** Divides long work, so that no request holds up another (security rule 19): `if (slices.isOver()) await slices.next();` */
export class Slices {
  private began = performance.now();
  private steps = 0;

  isOver(): boolean {
    this.steps += 1;
    return this.steps % STEPS === 0 && performance.now() - this.began > SLICE;
  }

  async next(): Promise<void> {
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    this.began = performance.now();
  }
}

/** Items of one call of `JSON.stringify`. */
const AT_ONCE = 200;

/** The JSON text of a list, made in slices. */
export async function stringifyList(items: readonly unknown[], indent = ''): Promise<string> {
  if (items.length === 0) return '[]';
  const slices = new Slices();
  const parts: string[] = [];
  // With an indent, a line break stands inside each bracket.
  const edge = indent === '' ? 1 : 2;
  for (let at = 0; at < items.length; at += AT_ONCE) {
    parts.push(JSON.stringify(items.slice(at, at + AT_ONCE), undefined, indent).slice(edge, -edge));
    await slices.next();
  }
  return indent === '' ? `[${parts.join(',')}]` : `[\n${parts.join(',\n')}\n]`;
}
