import type { PageFacts, ServerFacts, VisitFacts } from '../../protocol/doctor';
import type { Outcome } from '../../protocol/page';
import type { Facts } from './facts';

/** Reasons for which a page does not update, in the order in which they are shown. */
export const CAUSES = [
  'stopped',
  'failed',
  'silent',
  'restricted',
  'outside',
  'copy',
  'updates-off',
  'update-save',
  'unsaved',
  'too-long',
  'dotfile',
  'ignored',
  'routed',
  'behind',
  'other-server',
  'refused',
  'never-asked',
  'not-found',
  'no-script',
  'script-blocked',
  'connection-blocked',
  'channel-refused',
  'script-stopped',
  'channel-blocked',
  'page-left',
  'unused',
  'misspelt',
  'worker',
  'cached',
  'opted-out',
  'blocked',
  'unapplied',
  'page-silent',
  'prevented',
  'page-refuses',
  'waits',
  'hidden',
  'watch-limit',
  'watch-silent',
] as const;
export type Cause = (typeof CAUSES)[number];

/** A cause that applies, and the values for its sentences. */
export interface Finding {
  readonly cause: Cause;
  readonly values: readonly string[];
}

type Running = Extract<Facts['served'], { kind: 'running' }>;

const finding = (cause: Cause, ...values: readonly string[]): Finding[] => [{ cause, values }];
const none: readonly Finding[] = [];

/** The causes that apply; none if everything works. Pure. */
export function decide(facts: Facts): readonly Finding[] {
  const { file, isTrusted, served } = facts;
  switch (served.kind) {
    case 'stopped':
      return finding(isTrusted ? 'stopped' : 'restricted');
    case 'silent':
      return finding('silent');
    case 'failed':
      return finding('failed', served.reason);
    case 'elsewhere': {
      const name = file?.name ?? '';
      return served.copy === ''
        ? finding('outside', name, served.roots.join(', '))
        : finding('copy', name, served.copy);
    }
    case 'running':
      return inRunning(facts, served);
    default:
      return served satisfies never;
  }
}

function inRunning(facts: Facts, served: Running): readonly Finding[] {
  const own = ofFile(facts, served);
  // With one of these causes, pages hear of no change, so that none requests the file.
  const found = own.length > 0 ? { ...served.found, isUnasked: false } : served.found;
  const all = [...own, ...onWay(facts, found), ...ofFolder(facts, served)];
  return all.toSorted((a, b) => CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause));
}

/** Causes in the file and the settings. */
function ofFile({ file }: Facts, { update, found }: Running): readonly Finding[] {
  const off = update === 'off' ? finding('updates-off') : none;
  if (!file) return off;
  const { name, isDirty, isTyped, isTooLong } = file;
  return [
    ...off,
    ...(isDirty && update !== 'off' ? ofDraft(name, update, isTyped, isTooLong) : none),
    ...(found.ignoredBy === '' ? none : finding('ignored', name, found.ignoredBy)),
    ...(found.isBehind ? finding('behind', name) : none),
  ];
}

function ofDraft(name: string, update: Running['update'], isTyped: boolean, isTooLong: boolean): Finding[] {
  if (update === 'save') return finding('update-save', name);
  if (!isTyped) return finding('unsaved', name);
  return isTooLong ? finding('too-long', name) : [];
}

/** Changes found by polling arrive late, and only for visible pages. */
function ofFolder({ file }: Facts, { found: { unwatched } }: Running): readonly Finding[] {
  if (unwatched === '') return none;
  const name = file?.name ?? '';
  return unwatched === 'silent' ? finding('watch-silent', name) : finding('watch-limit', name, unwatched);
}

/** A file that is hidden, or that a route answers for, reaches no page, whatever the other causes. */
function onWay(facts: Facts, found: ServerFacts): readonly Finding[] {
  const { file } = facts;
  if (file && found.route > 0) return finding('routed', file.name, String(found.route));
  return file && found.isDenied ? finding('dotfile', file.name) : ofPages(facts, found);
}

/** The first broken step between the file and the pages that should show it. */
function ofPages({ file }: Facts, found: ServerFacts): readonly Finding[] {
  const { pages } = found;
  const visits = found.visits.filter(({ shownIn, channel }) => shownIn !== 'nothing' || channel !== 'none');
  const users = pages.filter(({ uses }) => uses || !file);
  if (users.length > 0) return ofUsers(users, file?.name ?? '', file !== undefined && file.isDirty, found);
  const own = visits.find(visit => visit.own);
  if (own && own.channel !== 'open') return ofVisit(own, found);
  // A frame may show anything beside the page in question.
  const newest = visits.find(({ shownIn }) => shownIn !== 'frame');
  if (newest?.channel === 'none' || newest?.channel === 'refused') return ofVisit(newest, found);
  if (pages.length > 0) return ofStrangers(pages, file?.name ?? '', found);
  return newest ? ofVisit(newest, found) : ofNobody(found);
}

/** No page has been requested yet. */
function ofNobody(found: ServerFacts): readonly Finding[] {
  const { otherPort, refused, workers } = found;
  const [worker] = workers;
  if (worker) return finding('worker', worker.address);
  if (otherPort !== 0) return ofOther(found);
  if (refused) return finding('refused', refused.who, refused.reason);
  return finding('never-asked');
}

/** A tab may show another server on the usual port. */
const ofOther = ({ otherPort }: ServerFacts): readonly Finding[] =>
  otherPort === 0 ? none : finding('other-server', String(otherPort));

/** Pages are connected, but none uses the file. */
function ofStrangers(pages: readonly PageFacts[], name: string, found: ServerFacts): readonly Finding[] {
  const open = found.visits.filter(({ channel }) => channel === 'open');
  const [missing] = open;
  const [copy] = found.twins;
  if (found.misspelt !== '') return finding('misspelt', name, found.misspelt, pages[0]?.address ?? '');
  if (copy !== undefined) return finding('copy', name, copy);
  if (missing && open.every(({ status }) => status >= 400))
    return finding('not-found', missing.address, String(missing.status));
  const addresses = [...new Set(pages.map(({ address }) => address))];
  return finding('unused', name, addresses.join(', '));
}

/** A requested page is not connected. */
function ofVisit(visit: VisitFacts, found: ServerFacts): readonly Finding[] {
  const { address, policy, status, type } = visit;
  const worker = found.workers.find(({ time }) => visit.channel === 'closed' && time > visit.closed);
  if (worker) return finding('worker', worker.address);
  if (visit.channel === 'closed')
    return [...finding('page-left', address, String(visit.closed)), ...ofOther(found)];
  if (status >= 400) return finding('not-found', address, String(status));
  if (!visit.hasTag) return finding('no-script', address, type);
  if (policy?.what === 'script') return finding('script-blocked', address, policy.remedy);
  if (policy?.what === 'connection') return finding('connection-blocked', address, policy.remedy);
  if (visit.channel === 'refused') return finding('channel-refused', address, found.refused?.reason ?? '');
  return visit.ranScript
    ? finding('channel-blocked', address)
    : finding('script-stopped', address, visit.shownIn);
}

/** Pages use the file, so the cause is in the browser or in the pages. */
function ofUsers(
  users: readonly PageFacts[],
  name: string,
  isDirty: boolean,
  { workers, stored, isUnasked, kept }: ServerFacts,
): readonly Finding[] {
  const [worker] = workers;
  const [first] = users;
  const address = first?.address ?? '';
  const hidden = users.every(({ visible }) => !visible) ? finding('hidden', address) : none;
  if (worker && users.some(page => page.stored)) return [...finding('worker', worker.address), ...hidden];
  const lost = users.find(({ isLost }) => isLost || kept?.by === 'type');
  const ofSheet =
    lost && kept ? finding('blocked', name, lost.address, kept.by, kept.remedy) : ofMedia(users, name);
  const isOut = first && users.every(({ optsOut }) => optsOut !== '');
  const reasons = [...ofSheet, ...(isOut ? finding('opted-out', address, first.optsOut) : none)];
  const found = [
    ...(stored === '' || (lost && kept) ? none : finding('cached', name === '' ? address : name, stored)),
    // For these reasons, a page answers an update not at all, or that it failed.
    ...(reasons.length > 0 ? reasons : ofAnswers(users, isDirty)),
    ...hidden,
  ];
  // Only a style sheet or an image comes from the worker.
  return worker && isUnasked && found.length === 0 ? finding('worker', worker.address) : found;
}

/** A style sheet that the pages have, and do not apply. */
function ofMedia(users: readonly PageFacts[], name: string): readonly Finding[] {
  const [first] = users;
  return first?.unapplied !== undefined && users.every(({ unapplied }) => unapplied !== undefined)
    ? finding('unapplied', name, first.address, first.unapplied)
    : none;
}

const REFUSED: readonly Outcome[] = ['refused', 'failed', 'prevented'];

/** The pages themselves report that they do not update, or not yet. */
function ofAnswers(users: readonly PageFacts[], isDirty: boolean): readonly Finding[] {
  // A hidden tab may be frozen by the browser.
  const silent = users.find(({ isSilent, visible }) => isSilent && visible);
  if (silent) return finding('page-silent', silent.address);
  // A page that has reloaded too often also cancels updates, and gives its own reason.
  const cancels = users.find(({ last }) => last?.outcome === 'prevented' && last.reason === '');
  if (cancels) return finding('prevented', cancels.address);
  const waiting = users.find(({ waits }) => isDirty && waits);
  if (waiting) return finding('waits', waiting.address);
  const refuses = users.find(({ last }) => last && REFUSED.includes(last.outcome));
  return refuses ? finding('page-refuses', refuses.address, refuses.last?.reason ?? '') : none;
}
