/** Indices of a longest strictly increasing subsequence. Pure; n log n. */
export function longestIncreasing(values: readonly number[]): number[] {
  const tails: number[] = [];
  const before: (number | undefined)[] = [];
  values.forEach((value, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? tails[low - 1] : undefined;
    tails[low] = index;
  });
  const chain: number[] = [];
  for (let at = tails.at(-1); at !== undefined; at = before[at]) chain.push(at);
  return chain.toReversed();
}

/**
 * Pairs of indices, rising in both lists, with the greatest sum of similarity. Items with similarity 0 are never paired. Pure.
 * @param alike the similarity of two items
 */
export function align<T>(
  one: readonly T[],
  two: readonly T[],
  alike: (a: T, b: T) => number,
): [number, number][] {
  const width = two.length + 1;
  const best = new Float64Array((one.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  const likeness = new Float64Array(one.length * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = two.length - 1; j >= 0; j--) {
      const like = alike(one[i] as T, two[j] as T);
      likeness[i * width + j] = like;
      const paired = like > 0 ? like + at(i + 1, j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < one.length && j < two.length;) {
    const like = likeness[i * width + j] ?? 0;
    if (like > 0 && at(i, j) === like + at(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return pairs;
}
