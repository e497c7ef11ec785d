import { strict as assert } from 'node:assert';
import { CAUSES, type Cause, decide } from '../../../src/editor/doctor/decide';
import type { Facts, FileFacts } from '../../../src/editor/doctor/facts';
import type { PageFacts, ServerFacts, VisitFacts } from '../../../src/protocol/doctor';

const file: FileFacts = { name: 'a.css', isDirty: false, isTyped: true, isTooLong: false };
const page: PageFacts = {
  address: '/',
  uses: true,
  visible: true,
  isSilent: false,
  stored: false,
  optsOut: '',
  isLost: false,
  unapplied: undefined,
  waits: false,
  last: { outcome: 'applied', reason: '' },
};
const visit: VisitFacts = {
  address: '/',
  time: 1,
  status: 200,
  type: 'text/html',
  own: true,
  hasTag: true,
  shownIn: 'tab',
  policy: undefined,
  ranScript: true,
  channel: 'open',
  closed: 0,
};
const found: ServerFacts = {
  path: '/a.css',
  ignoredBy: '',
  isDenied: false,
  isBehind: false,
  pages: [page],
  visits: [visit],
  twins: [],
  misspelt: '',
  kept: undefined,
  workers: [],
  route: 0,
  isUnasked: false,
  stored: '',
  unwatched: '',
  refused: undefined,
  otherPort: 0,
  heard: 0,
};
const stranger: PageFacts = { ...page, uses: false };
const worker = { address: '/sw.js', time: 10 };
const refused = { target: '/', who: 'evil.test', reason: 'No.', setting: '' };

type Update = Extract<Facts['served'], { kind: 'running' }>['update'];
const running = (
  more: Partial<ServerFacts>,
  of: Partial<FileFacts> = {},
  update: Update = 'typing',
): Facts => ({
  file: { ...file, ...of },
  isTrusted: true,
  served: { kind: 'running', update, found: { ...found, ...more } },
});
const served = (kind: Facts['served'], isTrusted = true): Facts => ({ file, isTrusted, served: kind });
const visited = (more: Partial<VisitFacts>, besides: Partial<ServerFacts> = {}): Facts =>
  running({ pages: [], visits: [{ ...visit, ...more }], ...besides });
const answered = (more: Partial<PageFacts>, of: Partial<FileFacts> = {}): Facts =>
  running({ pages: [{ ...page, ...more }] }, of);

/** Facts, and all causes that apply to them. */
const CASES: readonly (readonly [Facts, ...Cause[]])[] = [
  [running({})],
  [running({}, { isDirty: true })],
  [running({ workers: [worker], refused, otherPort: 5500, twins: ['/other/a.css'] })],
  [served({ kind: 'stopped' }), 'stopped'],
  [served({ kind: 'stopped' }, false), 'restricted'],
  [served({ kind: 'silent' }), 'silent'],
  [served({ kind: 'failed', reason: 'Port 80' }), 'failed'],
  [served({ kind: 'elsewhere', roots: ['/site'], copy: '' }), 'outside'],
  [served({ kind: 'elsewhere', roots: ['/site'], copy: '/site/a.css' }), 'copy'],
  [running({}, { isDirty: true }, 'off'), 'updates-off'],
  [running({}, { isDirty: true }, 'save'), 'update-save'],
  [running({}, {}, 'save')],
  [running({}, { isDirty: true, isTyped: false }), 'unsaved'],
  [running({}, { isDirty: true, isTooLong: true }), 'too-long'],
  [running({ ignoredBy: '*.css' }), 'ignored'],
  [running({ isBehind: true }), 'behind'],
  [running({ pages: [], visits: [] }), 'never-asked'],
  [running({ pages: [], visits: [], otherPort: 5500, refused }), 'other-server'],
  [running({ pages: [], visits: [], refused }), 'refused'],
  [running({ pages: [], visits: [], workers: [worker] }), 'worker'],
  [visited({ status: 404, hasTag: false, channel: 'none' }), 'not-found'],
  [running({ pages: [stranger], visits: [{ ...visit, own: false, status: 404 }] }), 'not-found'],
  [visited({ hasTag: false, type: 'text/plain', channel: 'none' }), 'no-script'],
  [
    visited({ channel: 'none', ranScript: false, policy: { what: 'script', remedy: "script-src 'self'" } }),
    'script-blocked',
  ],
  [
    visited({ channel: 'none', policy: { what: 'connection', remedy: "connect-src 'self'" } }),
    'connection-blocked',
  ],
  [visited({ channel: 'refused' }, { refused }), 'channel-refused'],
  [visited({ channel: 'none', ranScript: false }), 'script-stopped'],
  [visited({ channel: 'none' }), 'channel-blocked'],
  [visited({ channel: 'none', ranScript: false, shownIn: 'frame' }), 'script-stopped'],
  [
    running({ pages: [stranger], visits: [{ ...visit, own: false, channel: 'none', shownIn: 'frame' }] }),
    'unused',
  ],
  [
    running({ pages: [stranger], visits: [{ ...visit, own: false, channel: 'none', shownIn: 'foreign' }] }),
    'channel-blocked',
  ],
  [visited({ channel: 'none', ranScript: false, shownIn: 'nothing' }), 'never-asked'],
  [
    running({ pages: [stranger], visits: [{ ...visit, own: false, channel: 'none', shownIn: 'nothing' }] }),
    'unused',
  ],
  [running({ isDenied: true }), 'dotfile'],
  [running({ route: 3 }), 'routed'],
  [running({ route: 3, pages: [], visits: [], ignoredBy: '*.css' }), 'ignored', 'routed'],
  [visited({ channel: 'closed', closed: 5 }), 'page-left'],
  [visited({ channel: 'closed', closed: 5 }, { otherPort: 5500 }), 'other-server', 'page-left'],
  [visited({ channel: 'closed', closed: 5 }, { workers: [worker] }), 'worker'],
  [visited({ channel: 'closed', closed: 20 }, { workers: [worker] }), 'page-left'],
  [running({ pages: [stranger] }), 'unused'],
  [running({ pages: [stranger], twins: ['/site/dist/a.css'] }), 'copy'],
  [running({ pages: [stranger], visits: [{ ...visit, own: false, channel: 'none' }] }), 'channel-blocked'],
  [running({ pages: [{ ...page, stored: true }], workers: [worker] }), 'worker'],
  [running({ isUnasked: true, workers: [worker] }), 'worker'],
  [running({ isUnasked: true, workers: [worker], pages: [{ ...page, visible: false }] }), 'hidden'],
  [running({ isUnasked: true })],
  [running({ isUnasked: true, workers: [worker], ignoredBy: '*.css' }), 'ignored'],
  [answered({ stored: true })],
  [running({ stored: 'max-age=600' }), 'cached'],
  [answered({ optsOut: '?no-reload', waits: true }, { isDirty: true }), 'opted-out'],
  [answered({ last: { outcome: 'prevented', reason: '' } }), 'prevented'],
  [running({ pages: [stranger], misspelt: '/A.css', twins: ['/site/dist/a.css'] }), 'misspelt'],
  [running({ pages: [{ ...page, isLost: true }, page], kept: { by: 'integrity', remedy: '' } }), 'blocked'],
  [running({ pages: [{ ...page, isLost: true }] })],
  [running({ kept: { by: 'type', remedy: 'text/plain' } }), 'blocked'],
  [answered({ unapplied: 'print' }), 'unapplied'],
  [answered({ unapplied: '', waits: true }, { isDirty: true }), 'unapplied'],
  [running({ pages: [{ ...page, unapplied: 'print' }, page] })],
  [answered({ isSilent: true, waits: true }, { isDirty: true }), 'page-silent'],
  [answered({ isSilent: true, visible: false }), 'hidden'],
  [answered({ last: { outcome: 'refused', reason: 'three reloads' } }), 'page-refuses'],
  [answered({ last: { outcome: 'prevented', reason: 'three reloads' } }), 'page-refuses'],
  [answered({ waits: true, last: { outcome: 'refused', reason: '' } }, { isDirty: true }), 'waits'],
  [answered({ visible: false }), 'hidden'],
  [running({ pages: [{ ...page, visible: false }, page] })],
  [running({ unwatched: 'ENOSPC' }), 'watch-limit'],
  [running({ unwatched: 'silent' }), 'watch-silent'],
  [running({ ignoredBy: '*.css', isBehind: true }, {}, 'off'), 'updates-off', 'ignored', 'behind'],
];

describe('the causes for which a page does not update', () => {
  for (const [at, [facts, ...expected]] of CASES.entries())
    it(`are ${expected.join(' and ') || 'none'} (${at})`, () => {
      assert.deepEqual(
        decide(facts).map(({ cause }) => cause),
        expected,
      );
    });

  it('are each found in some case', () => {
    const seen = new Set(CASES.flatMap(([, ...expected]) => expected));
    assert.deepEqual(
      CAUSES.filter(cause => !seen.has(cause)),
      [],
    );
  });

  it('are those of the first server for no file: any page counts', () => {
    const facts = running({ pages: [stranger] });
    assert.deepEqual(decide({ ...facts, file: undefined }), []);
  });
});
