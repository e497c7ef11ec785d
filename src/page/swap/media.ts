import { hashOf, names } from '../addresses';
import { everywhere } from '../roots';

/** Video and audio made of this file play on where they were, with the new content. */
export function swapMedia(path: string, fresh: string): number {
  const players = everywhere<HTMLMediaElement>('video, audio').filter(player => {
    const holders = [player, ...player.querySelectorAll('source')].filter(holder =>
      names(holder.getAttribute('src') ?? '', path),
    );
    for (const holder of holders) holder.setAttribute('src', fresh + hashOf(holder.src));
    return holders.length > 0;
  });
  players.forEach(reloadPlayer);
  return players.length;
}

function reloadPlayer(player: HTMLMediaElement): void {
  const { currentTime, paused, playbackRate } = player;
  const resume = (): void => {
    player.currentTime = currentTime;
    player.playbackRate = playbackRate;
    // A browser may refuse to start sound that the visitor has not asked for in this load.
    if (!paused) void player.play().catch(() => undefined);
  };
  player.addEventListener('loadedmetadata', resume, { once: true });
  player.load();
}
