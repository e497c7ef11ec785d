/** The texts that the extension wrote into the document, with English defaults. */
export function readWords<Words extends object>(given: string | undefined, english: Words): Words {
  const parsed: unknown = JSON.parse(given ?? '{}');
  const known = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
  const texts = known.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...english, ...Object.fromEntries(texts) };
}
