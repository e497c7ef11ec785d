import { distance } from 'fastest-levenshtein';

/** More names than this are not compared one by one. */
const MOST_NAMES = 2000;
/**
 * Pairs of characters that are compared, in some 10 ms. Two thousand long names would block other requests for 0.1 s (security rule 19).
 */
const MOST_PAIRS = 1e7;
const MOST_SUGGESTIONS = 5;

/** The names most similar to a missing one, nearest first: different case, another extension, one or two typing errors. Pure. */
export function near(wanted: string, names: readonly string[]): string[] {
  if (wanted === '') return [];
  const asked = wanted.toLowerCase();
  const stem = stemOf(asked);
  const most = Math.max(2, Math.floor(asked.length / 4));
  let pairs = 0;
  const edits = (name: string): number => {
    if (name === asked) return 0;
    // Less than one edit: another extension is nearer than a typing error.
    if (stem !== '' && stemOf(name) === stem) return 0.5;
    // The difference in length is a lower bound of the edits and costs nothing.
    if (Math.abs(name.length - asked.length) > most) return Infinity;
    pairs += name.length * asked.length;
    return pairs > MOST_PAIRS ? Infinity : distance(asked, name);
  };
  return (
    names
      .slice(0, MOST_NAMES)
      .map(name => ({ name, edits: edits(name.toLowerCase()) }))
      .filter(candidate => candidate.edits <= most)
      // Disks list names in any order.
      .toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_SUGGESTIONS)
      .map(candidate => candidate.name)
  );
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');
