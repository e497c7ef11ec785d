/** Why a page reloads, by the word with which its script tells it; `*` stands for the element, `#` for its attribute. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['added', 'a script added to <*>'],
  ['again', '* reloads the page again and again'],
  ['answered', 'a script answered the change in <*>'],
  ['asked', 'a script asked for *'],
  ['based', 'relative addresses lead elsewhere since the load'],
  ['belongs', 'a script asked for the elements of *'],
  ['changed', 'a script changed # of <*>'],
  ['copied', 'a script copied <*>'],
  ['drawn', 'a script drew it'],
  ['fonts', 'a script read fonts'],
  ['framed', 'a frame or object shows it'],
  ['gone', 'a script listens to what is gone'],
  ['hears', 'a script listens to <*>'],
  ['inserted', 'a script added rules to it'],
  ['keeps', 'an element may keep what it was told first'],
  ['known', 'a script may know <*> by its id'],
  ['later', 'a script answers later'],
  ['left', 'what changed is no longer where it was loaded'],
  ['many', 'scripts asked for too much to compare'],
  ['measured', 'a script measured what the change moves'],
  ['moved', 'an element is told that it moves: <*>'],
  ['other', 'a sheet without an element uses it'],
  ['parent', 'a script may know the parent of <*>'],
  ['read', 'a script read # of <*>'],
  ['rules', 'a script read the rules of <style>'],
  ['shadow', 'a shadow root is new'],
  ['shifted', 'a script moved an element'],
  ['slot', 'a script listens to a slot'],
  ['strange', 'the page has an element that is not in its source'],
  ['style', 'a script asked for the style of <*>, whose # changed'],
  ['target', 'the address leads to another element'],
  ['text', 'a script read the text of <*>'],
  ['walked', 'a script walked the children of <*>'],
  ['wrote', 'a script changed a text'],
]);

/** A reason of the page script as a sentence; any other, such as an error, as it is. */
export function sentenceOf(reason: string): string {
  const [, word = '', about = ''] = /^(\w+):([^]*)$/.exec(reason) ?? [];
  const sentence = REASONS.get(word);
  if (sentence === undefined) return reason;
  // A cause has a number behind its path.
  if (word === 'again') return sentence.replace('*', () => about.replace(/ \d+$/, ''));
  if (!sentence.includes('#')) return sentence.replace('*', () => about);
  const [element = '', name = 'the text'] = about.split(' ');
  return sentence.replace('*', () => element).replace('#', () => name);
}
