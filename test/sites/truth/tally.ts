import { say } from '../../host/say';
import type { Kind } from './edits';

/** The outcome of an edit. A reload is needless if a page that was only patched shows the same. */
type Verdict = 'patched' | 'needless' | 'needed' | 'lied';

interface Edit {
  readonly site: string;
  readonly kind: Kind;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
}

const MARKUP: readonly Kind[] = ['text', 'attribute', 'class', 'style'];

/** The outcomes by site and by kind of edit, and the reasons of reloads. */
export class Tally {
  private readonly edits: Edit[] = [];

  add(site: string, kind: Kind, verdict: Verdict, reason: string | undefined): void {
    this.edits.push({ site, kind, verdict, reason });
  }

  tell(): void {
    for (const key of ['site', 'kind'] as const)
      for (const [name, edits] of groups(this.edits, edit => edit[key])) {
        const inside = key === 'site' ? groups(edits, ({ kind }) => kind) : [];
        const parts = [...inside].map(([kind, some]) => `${kind} ${count(some, 'patched')}/${some.length}`);
        say(`    ${name}: ${summary(edits)}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`);
      }
    say(
      `    text, attributes and styles: ${summary(this.edits.filter(({ kind }) => MARKUP.includes(kind)))}`,
    );
    say(`    all: ${summary(this.edits)}`);
    const loaded = this.edits.filter(({ verdict }) => verdict !== 'patched');
    for (const [line, { length }] of groups(loaded, lineOf)) say(`      ${length} × ${line}`);
  }
}

const lineOf = ({ site, kind, verdict, reason = 'the source says so' }: Edit): string =>
  `${site}, ${kind}, ${verdict}: ${reason}`;

const count = (edits: readonly Edit[], verdict: Verdict): number =>
  edits.filter(edit => edit.verdict === verdict).length;

const summary = (edits: readonly Edit[]): string =>
  `${count(edits, 'patched')} of ${edits.length} patched, ${count(edits, 'needed')} loaded again because they had to be, ${count(edits, 'needless')} needlessly, ${count(edits, 'lied')} lies`;

function groups<K>(edits: readonly Edit[], keyOf: (edit: Edit) => K): ReadonlyMap<K, readonly Edit[]> {
  const found = new Map<K, Edit[]>();
  for (const edit of edits) {
    const known = found.get(keyOf(edit));
    if (known) known.push(edit);
    else found.set(keyOf(edit), [edit]);
  }
  return found;
}
