/** The smallest value that at least this share of all values does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Ratios, one per round: other load on the machine affects both sides of a round alike. */
const ratios = (some: readonly number[], others: readonly number[]): number[] =>
  some.map((value, round) => value / (others[round] ?? Number.NaN));

/** The median of the rounds' ratios. */
export function medianRatio(some: readonly number[], others: readonly number[]): number {
  return median(ratios(some, others));
}

/**
 * The geometric mean of the rounds' ratios. The ratio of two 99th percentiles is twice too large as often as
 * twice too small. The mean of a dozen varies from run to run by two thirds of what their median does.
 */
export function meanRatio(some: readonly number[], others: readonly number[]): number {
  const sum = ratios(some, others).reduce((total, ratio) => total + Math.log(ratio), 0);
  return Math.exp(sum / some.length);
}

/** A number with three significant digits. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
