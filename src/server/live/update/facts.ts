import path from 'node:path';
import type { LiveFacts } from '../door';
import type { Pages } from '../channel/pages';
import type { Missed } from '../channel/missed';
import type { Watching } from '../watch/watching';

/** Everything that the live side knows about one file. */
export function factsOf(file: string, pages: Pages, watching: Watching, missed: Missed): LiveFacts {
  const all = [...pages];
  const name = path.basename(file);
  const used = new Set(
    all.flatMap(page => [...(page.file === undefined ? [] : [page.file]), ...page.uses.keys()]),
  );
  return {
    pages: all.map(page => ({
      address: page.address,
      uses: page.file === file || page.uses.has(file),
      visible: page.visible,
      text: page.shown?.text,
      waits: page.isBehind(file),
      last: page.answerTo(file),
    })),
    twins: [...used].filter(each => each !== file && path.basename(each) === name),
    ignoredBy: watching.ignoredBy(file),
    unwatched: watching.silenceOf(file),
    heard: missed.timeOf(file),
  };
}
