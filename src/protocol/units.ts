/**
 * Bytes in the unit that needs the fewest digits.
 * @param language BCP 47 tag for the decimal separator; without one, a point, as in logs
 */
export function sizeText(bytes: number, language?: string): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${withOneDecimal(bytes / 1000, language)} kB`;
  return bytes < 999_950_000
    ? `${withOneDecimal(bytes / 1e6, language)} MB`
    : `${withOneDecimal(bytes / 1e9, language)} GB`;
}

/** Milliseconds, with one decimal below 10. @param language as for {@link sizeText} */
export function millisecondsText(duration: number, language?: string): string {
  return duration < 9.95 ? `${withOneDecimal(duration, language)} ms` : `${Math.round(duration)} ms`;
}

/** A number from 0 to 1000. `toLocaleString` makes a formatter at each call, so the separator alone is looked up, once. */
function withOneDecimal(value: number, language: string | undefined): string {
  const text = value.toFixed(1);
  return language === undefined ? text : text.replace('.', separatorOf(language));
}

const separators = new Map<string, string>();

function separatorOf(language: string): string {
  const known = separators.get(language);
  if (known !== undefined) return known;
  const separator = (0.1).toLocaleString(language).replace(/\p{Nd}/gu, '');
  separators.set(language, separator);
  return separator;
}
