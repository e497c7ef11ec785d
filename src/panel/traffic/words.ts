import { trafficWords, type TrafficWords } from '../../protocol/traffic';

/** The view's sentences as the extension wrote them into the document; English where one is missing. */
export function readWords(given: string | undefined): TrafficWords {
  const parsed: unknown = JSON.parse(given ?? '{}');
  const known = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
  const texts = known.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...trafficWords, ...Object.fromEntries(texts) };
}

/** Puts values into the `{0}`, `{1}` … of a sentence. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ''));
}
