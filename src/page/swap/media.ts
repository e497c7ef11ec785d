import { hashOf, names } from '../addresses';
import { everywhere } from '../roots';

/** Reloads video and audio of this file and continues at the same position. */
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
    // `play()` rejects if autoplay policy forbids sound without a gesture of the visitor.
    if (!paused) void player.play().catch(() => undefined);
  };
  player.addEventListener('loadedmetadata', resume, { once: true });
  player.load();
}
