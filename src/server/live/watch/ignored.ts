import path from 'node:path';
import picomatch from 'picomatch';

type Matches = (relative: string) => boolean;

/** The `ignore` globs, compiled when they change. An invalid pattern matches nothing. */
export class Ignored {
  private patterns: readonly string[] | undefined;
  private matches: Matches = () => false;

  constructor(
    private readonly root: string,
    private readonly read: () => readonly string[],
  ) {}

  has(file: string): boolean {
    const patterns = this.read();
    if (patterns !== this.patterns) {
      this.patterns = patterns;
      this.matches = compile(patterns);
    }
    return this.matches(path.relative(this.root, file).split(path.sep).join('/'));
  }
}

function compile(patterns: readonly string[]): Matches {
  try {
    return picomatch([...patterns], { dot: true });
  } catch {
    return () => false;
  }
}
