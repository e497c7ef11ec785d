import { attributeOf, parentOf, putAttribute } from '../own/dom';
import { on } from '../own/events';
import { inBackground, OwnSet } from '../own/language';
import { each, filter } from '../own/lists';
import { isMedia, isPaused, loadMedia, play, rateOf, setRate, setTime, timeOf } from '../own/media';
import { everywhere } from '../roots';
import { freshFor } from './changed';

/** The element that plays what this one names. */
const playerOf = (holder: Element): Node | null => (isMedia(holder) ? holder : parentOf(holder));

/** Reloads video and audio whose file has changed and continues at the same position. */
export function swapMedia(): number {
  const holders = filter(
    everywhere('video[src], audio[src], video source[src], audio source[src]'),
    holder => freshFor(attributeOf(holder, 'src') ?? '') !== undefined,
  );
  const players = new OwnSet<HTMLMediaElement>();
  each(holders, holder => {
    const address = attributeOf(holder, 'src') ?? '';
    putAttribute(holder, 'src', freshFor(address) ?? '');
    const player = playerOf(holder);
    if (isMedia(player)) players.add(player);
  });
  players.forEach(reloadPlayer);
  return holders.length;
}

function reloadPlayer(player: HTMLMediaElement): void {
  const time = timeOf(player);
  const rate = rateOf(player);
  const isPlaying = !isPaused(player);
  const resume = (): void => {
    setTime(player, time);
    setRate(player, rate);
    // `play()` rejects if autoplay policy forbids sound without a gesture of the visitor.
    if (isPlaying) inBackground(play(player));
  };
  on(player, 'loadedmetadata', resume, { once: true });
  loadMedia(player);
}
