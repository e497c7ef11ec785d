import picomatch from 'picomatch';

type Matches = (relative: string) => boolean;

/** The `ignore` globs, compiled when they change. An invalid pattern matches nothing. */
export class Ignored {
  private patterns: readonly string[] | undefined;
  private matches: Matches = () => false;

  constructor(
    /** The path of a file as its address has it: the globs are relative to the root. */
    private readonly pathOf: (file: string) => string,
    private readonly read: () => readonly string[],
  ) {}

  /** The first pattern that a file matches; undefined where none does. */
  by(file: string): string | undefined {
    return this.read().find(glob => compile([glob])(this.pathOf(file).slice(1)));
  }

  has(file: string): boolean {
    const patterns = this.read();
    if (patterns !== this.patterns) {
      this.patterns = patterns;
      this.matches = compile(patterns);
    }
    return this.matches(this.pathOf(file).slice(1));
  }
}

function compile(patterns: readonly string[]): Matches {
  const each = patterns.map(pattern => {
    try {
      return picomatch(pattern, { dot: true });
    } catch {
      return () => false;
    }
  });
  return relative => each.some(matches => matches(relative));
}
