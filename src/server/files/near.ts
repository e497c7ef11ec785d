/** More names than this are not compared one by one. */
const MOST_NAMES = 2000;
const MOST_SUGGESTIONS = 5;

/** The names nearest to one that does not exist, nearest first: other case, other ending, a slip or two. Pure. */
export function near(wanted: string, names: readonly string[]): string[] {
  if (wanted === '') return [];
  const asked = wanted.toLowerCase();
  const stem = asked.replace(/\.[^.]*$/, '');
  const most = Math.max(2, Math.floor(asked.length / 4));
  return names
    .slice(0, MOST_NAMES)
    .map(name => {
      const other = name.toLowerCase();
      const sameStem = stem !== '' && other.replace(/\.[^.]*$/, '') === stem;
      return { name, distance: sameStem ? 0 : distance(asked, other, most) };
    })
    .filter(candidate => candidate.distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MOST_SUGGESTIONS)
    .map(candidate => candidate.name);
}

/** Edit distance (Levenshtein), given up above `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? most + 1;
}
