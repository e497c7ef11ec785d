import type { PageFacts, ServerFacts, VisitFacts } from '../../protocol/doctor';
import type { Facts } from './facts';

/** Reasons for which a page does not update, in the order in which they are told. */
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
  'ignored',
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
  'worker',
  'cached',
  'opted-out',
  'prevented',
  'page-refuses',
  'waits',
  'hidden',
  'watch-limit',
  'watch-silent',
] as const;
export type Cause = (typeof CAUSES)[number];

/** A cause that holds, and the values of its sentences. */
export interface Finding {
  readonly cause: Cause;
  readonly values: readonly string[];
}

type Running = Extract<Facts['served'], { kind: 'running' }>;

const finding = (cause: Cause, ...values: readonly string[]): Finding[] => [{ cause, values }];
const none: readonly Finding[] = [];

/** The causes that hold; none when all is well. Pure. */
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
    case 'running': {
      const found = [...ofFile(facts, served), ...ofPages(facts, served), ...ofFolder(facts, served)];
      return found.toSorted((a, b) => CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause));
    }
    default:
      return served satisfies never;
  }
}

/** Causes that lie in the file and the settings. */
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

/** Changes that are found by looking come late, and only for pages that are seen. */
function ofFolder({ file }: Facts, { found: { unwatched } }: Running): readonly Finding[] {
  if (unwatched === '') return none;
  const name = file?.name ?? '';
  return unwatched === 'silent' ? finding('watch-silent', name) : finding('watch-limit', name, unwatched);
}

/** The first link that is broken on the way from the file to the pages that should show it. */
function ofPages({ file }: Facts, { found }: Running): readonly Finding[] {
  const { pages, visits } = found;
  const users = pages.filter(({ uses }) => uses || !file);
  if (users.length > 0) return ofUsers(users, file?.name ?? '', file !== undefined && file.isDirty, found);
  const own = visits.find(visit => visit.own);
  if (own && own.channel !== 'open') return ofVisit(own, found);
  const [newest] = visits;
  if (newest?.channel === 'none' || newest?.channel === 'refused') return ofVisit(newest, found);
  if (pages.length > 0) return ofStrangers(pages, file?.name ?? '', found);
  return newest ? ofVisit(newest, found) : ofNobody(found);
}

/** No page was asked for yet. */
function ofNobody(found: ServerFacts): readonly Finding[] {
  const { otherPort, refused, workers } = found;
  const [worker] = workers;
  if (worker) return finding('worker', worker.address);
  if (otherPort !== 0) return ofOther(found);
  if (refused) return finding('refused', refused.who, refused.reason);
  return finding('never-asked');
}

/** A tab may show the server that answers at the usual port. */
const ofOther = ({ otherPort }: ServerFacts): readonly Finding[] =>
  otherPort === 0 ? none : finding('other-server', String(otherPort));

/** Pages are connected, and none of them uses the file. */
function ofStrangers(pages: readonly PageFacts[], name: string, found: ServerFacts): readonly Finding[] {
  const open = found.visits.filter(({ channel }) => channel === 'open');
  const [missing] = open;
  const [copy] = found.twins;
  if (copy !== undefined) return finding('copy', name, copy);
  if (missing && open.every(({ status }) => status >= 400))
    return finding('not-found', missing.address, String(missing.status));
  const addresses = [...new Set(pages.map(({ address }) => address))];
  return finding('unused', name, addresses.join(', '));
}

/** A page that was asked for is not connected. */
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
  return visit.ranScript ? finding('channel-blocked', address) : finding('script-stopped', address);
}

/** Pages use the file: the reason lies in the browser, or in them. */
function ofUsers(
  users: readonly PageFacts[],
  name: string,
  isDirty: boolean,
  { workers, stored }: ServerFacts,
): readonly Finding[] {
  const [worker] = workers;
  const [first] = users;
  const address = first?.address ?? '';
  if (worker && users.some(page => page.stored)) return finding('worker', worker.address);
  return [
    ...(stored === '' ? none : finding('cached', name === '' ? address : name, stored)),
    ...ofAnswers(users, isDirty),
    ...(users.every(({ visible }) => !visible) ? finding('hidden', address) : none),
  ];
}

/** The pages say themselves that they do not update, or not yet. */
function ofAnswers(users: readonly PageFacts[], isDirty: boolean): readonly Finding[] {
  const [first] = users;
  if (first && users.every(({ optsOut }) => optsOut)) return finding('opted-out', first.address);
  const cancels = users.find(({ last }) => last?.outcome === 'prevented');
  if (cancels) return finding('prevented', cancels.address);
  const waiting = users.find(({ waits }) => isDirty && waits);
  if (waiting) return finding('waits', waiting.address);
  const refuses = users.find(({ last }) => last?.outcome === 'refused' || last?.outcome === 'failed');
  return refuses ? finding('page-refuses', refuses.address, refuses.last?.reason ?? '') : none;
}
