import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import * as fc from 'fast-check';
import { precondition } from '../../../src/server/reply/answer';
import { evaluate, rangeStillHolds } from '../../../src/server/ask/conditional';

describe('preconditions', () => {
  const now = { etag: '"a"', lastModified: Date.UTC(2026, 0, 1) };
  const asked = {
    ifMatch: undefined,
    ifNoneMatch: undefined,
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
  };
  const date = new Date(now.lastModified).toUTCString();
  const earlier = new Date(now.lastModified - 5000).toUTCString();
  const cases = [
    [{ ifNoneMatch: '"a"' }, 'not modified'],
    [{ ifNoneMatch: 'W/"a"' }, 'not modified'],
    [{ ifNoneMatch: '"x", "a"' }, 'not modified'],
    [{ ifNoneMatch: '*' }, 'not modified'],
    [{ ifNoneMatch: '"x"' }, 'go on'],
    [{ ifNoneMatch: '"x"', ifModifiedSince: date }, 'go on'],
    [{ ifModifiedSince: date }, 'not modified'],
    [{ ifModifiedSince: earlier }, 'go on'],
    [{ ifModifiedSince: 'nonsense' }, 'go on'],
    [{ ifModifiedSince: 'Thursday, 01-Jan-26 00:00:00 GMT' }, 'not modified'],
    [{ ifModifiedSince: 'Wednesday, 31-Dec-25 23:59:59 GMT' }, 'go on'],
    [{ ifModifiedSince: 'Sunday, 06-Nov-94 08:49:37 GMT' }, 'go on'],
    [{ ifModifiedSince: 'Thu Jan  1 00:00:00 2026' }, 'not modified'],
    [{ ifModifiedSince: 'Wed Dec 31 23:59:59 2025' }, 'go on'],
    [{ ifUnmodifiedSince: 'Wed Dec 31 23:59:59 2025' }, 'failed'],
    // No HTTP-date: the field does not count (RFC 9110, 13.1.3).
    [{ ifModifiedSince: '2099' }, 'go on'],
    [{ ifModifiedSince: '2099-01-01T00:00:00Z' }, 'go on'],
    [{ ifModifiedSince: 'Thu, 01 Jan 2099 00:00:00' }, 'go on'],
    [{ ifUnmodifiedSince: '1' }, 'go on'],
    [{ ifMatch: '"a"' }, 'go on'],
    [{ ifMatch: 'W/"a"' }, 'failed'],
    [{ ifMatch: '"x"' }, 'failed'],
    [{ ifMatch: '*' }, 'go on'],
    [{ ifUnmodifiedSince: earlier }, 'failed'],
    [{ ifUnmodifiedSince: date }, 'go on'],
    [{ ifMatch: '"a"', ifNoneMatch: '"a"' }, 'not modified'],
  ] as const;
  for (const [fields, expected] of cases) {
    it(`${JSON.stringify(fields)} is ${expected}`, () =>
      assert.equal(evaluate({ ...asked, ...fields }, now), expected));
  }

  it('mean the same date in every time zone', () => {
    const zone = process.env['TZ'];
    try {
      for (const TZ of ['America/New_York', 'Asia/Tokyo', 'UTC']) {
        process.env['TZ'] = TZ;
        for (const [fields, expected] of cases)
          assert.equal(evaluate({ ...asked, ...fields }, now), expected, `${TZ} ${JSON.stringify(fields)}`);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});

/** RFC 9110, 13.2.2, word for word, with tags without `W/` and `"` and dates as seconds. */
interface Meant {
  readonly ifMatch?: readonly Tag[] | '*' | undefined;
  readonly ifNoneMatch?: readonly Tag[] | '*' | undefined;
  readonly ifModifiedSince?: number | undefined;
  readonly ifUnmodifiedSince?: number | undefined;
}
interface Tag {
  readonly weak: boolean;
  readonly opaque: string;
}

function meantToBe(meant: Meant, tag: Tag, modified: number): ReturnType<typeof evaluate> {
  const among = (tags: readonly Tag[] | '*', strongly: boolean): boolean =>
    tags === '*' || tags.some(each => each.opaque === tag.opaque && !(strongly && (each.weak || tag.weak)));
  // Steps 1 and 2.
  if (meant.ifMatch ? !among(meant.ifMatch, true) : modified > (meant.ifUnmodifiedSince ?? Infinity))
    return 'failed';
  // Steps 3 and 4.
  const unchanged = meant.ifNoneMatch
    ? among(meant.ifNoneMatch, false)
    : modified <= (meant.ifModifiedSince ?? -Infinity);
  return unchanged ? 'not modified' : 'go on';
}

const sent = ({ weak, opaque }: Tag): string => `${weak ? 'W/' : ''}"${opaque}"`;
const day = (meant: number | undefined): string | undefined =>
  meant === undefined ? undefined : new Date(meant * 1000).toUTCString();
const list = (meant: Meant['ifMatch']): string | undefined =>
  meant === '*' ? ' * ' : meant?.map(sent).join(' ,\t');

describe('preconditions in any combination', () => {
  const tag = fc.record({ weak: fc.boolean(), opaque: fc.constantFrom('', 'a', 'b', 'a,b', '*', 'W/a') });
  const tags = fc.option(fc.oneof(fc.constant('*' as const), fc.array(tag, { maxLength: 3 })), {
    nil: undefined,
  });
  const second = fc.integer({ min: 1_700_000_000, max: 1_700_000_003 });
  const date = fc.option(second, { nil: undefined });

  it('are what RFC 9110 makes of them', () => {
    const fields = fc.record({
      ifMatch: tags,
      ifNoneMatch: tags,
      ifModifiedSince: date,
      ifUnmodifiedSince: date,
    });
    fc.assert(
      fc.property(fields, tag, second, fc.nat(999), (meant, current, modified, fraction) => {
        const headers = {
          'if-match': list(meant.ifMatch),
          'if-none-match': list(meant.ifNoneMatch),
          'if-modified-since': day(meant.ifModifiedSince),
          'if-unmodified-since': day(meant.ifUnmodifiedSince),
        };
        const now = { etag: sent(current), lastModified: modified * 1000 + fraction };
        assert.equal(precondition({ headers } as IncomingMessage, now), meantToBe(meant, current, modified));
      }),
      { numRuns: 5000 },
    );
  });

  it('let parts be sent only where If-Range names these very bytes', () => {
    fc.assert(
      fc.property(tag, tag, second, second, (named, current, asked, modified) => {
        const now = { etag: sent(current), lastModified: modified * 1000 };
        const same = !named.weak && !current.weak && named.opaque === current.opaque;
        assert.equal(rangeStillHolds(sent(named), now), same);
        assert.equal(rangeStillHolds(day(asked), now), asked === modified);
      }),
      { numRuns: 2000 },
    );
  });
});
