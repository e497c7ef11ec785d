import { trafficWords, type TrafficWords } from '../../protocol/trafficView';

/** The texts that the extension wrote into the document, with English defaults. */
export function readWords(given: string | undefined): TrafficWords {
  const parsed: unknown = JSON.parse(given ?? '{}');
  const known = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
  const texts = known.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...trafficWords, ...Object.fromEntries(texts) };
}
