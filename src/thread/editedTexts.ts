import type { Change, Edit, Overlay } from '../protocol/thread';

/** Where the texts of editors go, and how a whole one is asked for. */
interface EditedHost {
  overlay(overlay: Overlay): void;
  resync(path: string): void;
}

interface Known {
  readonly text: string;
  readonly version: number;
}

/** Keeps the text of each open editor, so that an edit brings its changes alone. */
export class EditedTexts {
  private readonly known = new Map<string, Known>();

  constructor(private readonly host: EditedHost) {}

  take(overlay: Overlay): void {
    const { path, text, version } = overlay;
    if (text === undefined) this.known.delete(path);
    else this.known.set(path, { text, version });
    this.host.overlay(overlay);
  }

  /** An edit is applied only to the version that it was made to: any other result is a text that no editor has. */
  edit({ path, from, version, changes, length }: Edit): void {
    const known = this.known.get(path);
    const text = known?.version === from ? changed(known.text, changes) : undefined;
    if (text?.length === length) this.take({ path, text, version });
    else this.host.resync(path);
  }
}

/** A text with changes applied one after another; undefined where one is out of its range. Pure. */
export function changed(text: string, changes: readonly Change[]): string | undefined {
  let now = text;
  for (const { offset, length, text: put } of changes) {
    if (offset < 0 || length < 0 || offset + length > now.length) return undefined;
    now = now.slice(0, offset) + put + now.slice(offset + length);
  }
  return now;
}
