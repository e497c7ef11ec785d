import type { ConnectedPage, Pending } from '../channel/connectedPage';

/** Milliseconds that most pages need to load after they connect. */
export const LOADED = 200;
/** Milliseconds within which a page that reloads is back. */
const BACK = 10_000;
/** Addresses that are remembered. */
const MOST = 1000;

/** Pages that are back after a reload for the same change. */
interface Wave {
  readonly pages: readonly ConnectedPage[];
  readonly timer: NodeJS.Timeout;
}

/** Tells windows that belong together of each other's reloads: what they read of each other is old by then. */
export class Beside {
  /** By address, the updates for which pages reload. */
  private readonly left = new Map<string, Pending>();
  /** By change: one change may reload hundreds of pages. */
  private readonly waves = new Map<string, Wave>();

  /** @param look whether scripts of these pages may look into windows that were opened */
  constructor(
    private readonly look: (pages: readonly ConnectedPage[]) => Promise<boolean>,
    private readonly inBackground: (work: Promise<void>) => void,
  ) {}

  leaving({ address }: ConnectedPage, pending: Pending): void {
    if (pending.isBeside) return;
    // Few are on their way; those that never came back may go.
    if (this.left.size >= MOST) this.left.clear();
    this.left.set(address, pending);
  }

  /** A page has connected, perhaps after a reload. The others read it as they load, so it gets time to load first. */
  back(page: ConnectedPage): void {
    const pending = this.left.get(page.address);
    if (!pending || !this.left.delete(page.address) || performance.now() - pending.began > BACK) return;
    const change = `${pending.began} ${pending.file}`;
    const wave = this.waves.get(change);
    clearTimeout(wave?.timer);
    const pages = [...(wave?.pages ?? []), page];
    const tell = (): void => {
      this.waves.delete(change);
      this.inBackground(this.tell(pages, pending));
    };
    this.waves.set(change, { pages, timer: setTimeout(tell, LOADED).unref() });
  }

  private async tell(pages: readonly ConnectedPage[], { file }: Pending): Promise<void> {
    const [first] = pages;
    const others = [...(first?.beside ?? [])].filter(other => !pages.includes(other));
    const looks = others.length > 0 && (await this.look(pages));
    for (const other of others)
      if (looks || (await this.look([other])))
        other.want({ file, saved: true, began: performance.now(), isBeside: true });
  }
}
