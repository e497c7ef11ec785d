import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import * as fc from 'fast-check';
import { foreignView, isLoopbackHost, judge } from '../../../src/server/ask/guard';
import { askerOf } from '../../../src/server/ask/requestFields';
import { admission, curl } from '../support/asker';

const hosts = fc
  .tuple(
    fc.constantFrom('', 'a.', 'evil.', '-', 'user@', '[', ' '),
    fc.constantFrom(
      'localhost',
      'LocalHost',
      '127.0.0.1',
      '127.0.0.2',
      '[::1]',
      '::1',
      '[::]',
      'evil.example',
    ),
    fc.constantFrom(
      '',
      '.',
      ']',
      ':',
      '\n',
      ', localhost',
      ':1:2',
      ':80',
      ':65535',
      ':65536',
      ':123456',
      ':x',
    ),
  )
  .map(parts => parts.join(''));

/** The name in a well-formed Host field (RFC 9110, 7.2). */
const nameOf = (host: string): string =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? '';

/** A loopback name by its labels (RFC 6761, 6.3), without a fast path. */
function isLoopback(host: string): boolean {
  const name = nameOf(host);
  if (name === '127.0.0.1' || name === '[::1]') return true;
  const labels = name.split('.');
  return labels.pop() === 'localhost' && labels.every(label => /^[a-z0-9-]+$/.test(label));
}

/** Whether a port number is valid. */
const hasPort = (host: string): boolean => Number(/:(\d+)$/.exec(host)?.[1] ?? 0) <= 65_535;

const admits = (host: string, isShared: boolean): boolean =>
  judge({ ...curl, host }, { ...admission, host: '192.168.1.5', isShared }) === 'ok';

describe('the short ways of the guard', () => {
  it('take for a loopback name what names one in the shape of a Host field, and nothing else', () => {
    const any = fc.oneof(hosts, fc.string());
    fc.assert(
      fc.property(any, host => assert.equal(isLoopbackHost(host), isLoopback(host), host)),
      { numRuns: 3000 },
    );
    assert.equal(isLoopbackHost(undefined), false);
  });

  it('admit such a name on a port that there is, and none where the listener is shared', () => {
    fc.assert(
      fc.property(hosts, host => {
        assert.equal(admits(host, false), isLoopback(host) && hasPort(host), host);
        assert.equal(admits(host, true), false, host);
      }),
      { numRuns: 2000 },
    );
  });

  it('take no other version of HTTP than those that there are, and no chunks before 1.1', () => {
    for (const httpVersion of ['0.9', '1.0', '1.1', '1.2', '2', '2.0', '3', '', '11', '1.1 '])
      for (const isCoded of [false, true]) {
        const isTaken = ['1.1', '2'].includes(httpVersion) || (httpVersion === '1.0' && !isCoded);
        const verdict = judge({ ...curl, httpVersion, isCoded }, admission);
        assert.equal(verdict === 'ok' ? verdict : verdict.cause, isTaken ? 'ok' : 'message', httpVersion);
      }
  });

  it('know a frame or window of another origin by every destination that is one', () => {
    const frames = ['iframe', 'frame', 'embed', 'object', 'fencedframe'];
    for (const fetchDest of [...frames, 'document', 'image', 'IFRAME', '', undefined]) {
      const asker = { ...curl, fetchSite: 'cross-site', fetchDest };
      const view =
        fetchDest === 'document' ? 'window' : frames.includes(fetchDest ?? '') ? 'frame' : undefined;
      assert.equal(foreignView(asker, admission), view, fetchDest);
    }
  });

  it('read the purpose from the first of its fields that is there, an empty one too', () => {
    const value = fc.constantFrom(undefined, '', 'prefetch', 'preview', ['prefetch', 'prefetch']);
    fc.assert(
      fc.property(fc.tuple(value, value, value, value), values => {
        const [sec, purpose, x, moz] = values;
        const given = { 'sec-purpose': sec, purpose, 'x-purpose': x, 'x-moz': moz };
        const request = { headers: given, rawHeaders: [], socket: {} } as unknown as IncomingMessage;
        const first = values.find(each => each !== undefined);
        const expected = Array.isArray(first) ? first.join(', ') : first;
        assert.equal(askerOf(request, undefined).purpose, expected);
      }),
    );
  });
});
