import { distance } from 'fastest-levenshtein';

/** More names than this are not compared one by one. */
const MOST_NAMES = 2000;
/** Pairs of characters that are compared: some 10 ms. Two thousand long names would hold up others for 0.1 s (security rule 19). */
const MOST_PAIRS = 1e7;
const MOST_SUGGESTIONS = 5;

/** The names most like a missing one, nearest first: another case, another ending, one or two typing errors. Pure. */
export function near(wanted: string, names: readonly string[]): string[] {
  if (wanted === '') return [];
  const asked = wanted.toLowerCase();
  const stem = stemOf(asked);
  const most = Math.max(2, Math.floor(asked.length / 4));
  let pairs = 0;
  const edits = (name: string): number => {
    if (stem !== '' && stemOf(name) === stem) return 0;
    // The difference in length is the least number of edits, and costs nothing.
    if (Math.abs(name.length - asked.length) > most) return Infinity;
    pairs += name.length * asked.length;
    return pairs > MOST_PAIRS ? Infinity : distance(asked, name);
  };
  return names
    .slice(0, MOST_NAMES)
    .map(name => ({ name, edits: edits(name.toLowerCase()) }))
    .filter(candidate => candidate.edits <= most)
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, MOST_SUGGESTIONS)
    .map(candidate => candidate.name);
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');
