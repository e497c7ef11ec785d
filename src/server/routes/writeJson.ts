import { Slices } from './slices';

/** Characters collected before they are encoded as bytes. */
const PIECE = 64 * 1024;
/** Members of a container that `JSON.stringify` writes at once. */
const AT_ONCE = 100;

/** A container, or a long text, that is being written. */
interface Level {
  readonly value: object | string;
  /** Undefined for a list and a text. */
  readonly names: readonly string[] | undefined;
  readonly length: number;
  /** The next member or character. */
  at: number;
}

/** The JSON text of a value, as `JSON.stringify` writes it, made in slices. */
export async function writeJson(value: unknown, indent = ''): Promise<Buffer> {
  const writer = new Writer(value, indent);
  const slices = new Slices();
  for (let written = writer.step(); written !== undefined; written = writer.step())
    if (slices.isOver(written)) await slices.next();
  return writer.bytes();
}

class Writer {
  private readonly open: Level[] = [];
  private readonly pieces: Buffer[] = [];
  private text = '';
  private hasBegun = false;

  constructor(
    private readonly value: unknown,
    private readonly indent: string,
  ) {}

  /** Writes one member or the end of a container. Returns the number of characters; undefined at the end. */
  step(): number | undefined {
    const before = this.text.length;
    const level = this.open.at(-1);
    if (!this.hasBegun) this.begin();
    else if (!level) return undefined;
    else this.proceed(level);
    const written = this.text.length - before;
    if (this.text.length >= PIECE) this.flush();
    return written;
  }

  bytes(): Buffer {
    this.flush();
    return Buffer.concat(this.pieces);
  }

  private begin(): void {
    this.hasBegun = true;
    this.write(this.value);
  }

  private proceed(level: Level): void {
    const { value, at, length, names } = level;
    if (at >= length) {
      this.open.pop();
      this.text += typeof value === 'string' ? '"' : this.inset() + (names ? '}' : ']');
    } else if (typeof value === 'string') {
      // `JSON.stringify` writes half of a surrogate pair as an escape, so a pair is never split.
      const end = at + PIECE + (/[\ud800-\udbff]/.test(value.charAt(at + PIECE - 1)) ? 1 : 0);
      this.text += JSON.stringify(value.slice(at, end)).slice(1, -1);
      level.at = end;
    } else this.writeMember(level, value);
  }

  private flush(): void {
    this.pieces.push(Buffer.from(this.text));
    this.text = '';
  }

  /** Begins a new line if the text is indented. */
  private inset(): string {
    return this.indent === '' ? '' : `\n${this.indent.repeat(this.open.length)}`;
  }

  private writeMember(level: Level, value: object): void {
    const { at, names } = level;
    const name = names ? (names[at] ?? '') : at;
    level.at += 1;
    this.text += (at > 0 ? ',' : '') + this.inset();
    if (names) this.text += `${JSON.stringify(name)}:${this.indent === '' ? '' : ' '}`;
    this.write(Reflect.get(value, name));
  }

  private write(value: unknown): void {
    const { indent } = this;
    if (isLong(value)) {
      this.open.push({ value, names: undefined, length: value.length, at: 0 });
      this.text += '"';
    } else if (typeof value !== 'object' || value === null) this.text += JSON.stringify(value) ?? 'null';
    else if (isShort(value)) {
      const text = JSON.stringify(value, undefined, indent);
      // No string of JSON has a line break in it.
      this.text += indent === '' ? text : text.replaceAll('\n', this.inset());
    } else {
      const names = Array.isArray(value) ? undefined : Object.keys(value);
      const length = Array.isArray(value) ? value.length : (names?.length ?? 0);
      this.open.push({ value, names, length, at: 0 });
      this.text += names ? '{' : '[';
    }
  }
}

const isLong = (value: unknown): value is string => typeof value === 'string' && value.length > PIECE;

/** Whether a container has few members, none of them a container or long. */
function isShort(value: object): boolean {
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.keys(value);
  return (
    members.length <= AT_ONCE &&
    members.every(each => {
      const member: unknown = Array.isArray(value) ? each : Reflect.get(value, String(each));
      return (typeof member !== 'object' || member === null) && !isLong(member);
    })
  );
}
