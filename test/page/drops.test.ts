import assert from 'node:assert/strict';
import path from 'node:path';
import type { Fault } from '../../src/protocol/faults';
import { eventually } from '../host/ui';
import { serve } from '../server/support/serve';
import { built, Visitor } from './visitor';

const CSS = `a:hover, .card > h2 { color: red; colour: red }
.grid { display: grid; height: 100vh; height: 100nvh; widht: 1px }
:unknown(a) { margin: 0 }
@supports (colour: red) { a { colour: red } }
.old { -webkit-nothing: 1; *zoom: 1 }
`;
const HTML = `<!doctype html><html><head><title>a</title><link rel="stylesheet" href="a.css">
<style>
  p { color: 12px }
</style></head><body><p>a</p></body></html>`;

describe('the style that a browser drops', () => {
  const visitor = Visitor.here();
  const reports = new Map<string, readonly Fault[]>();
  const told = (name: string): string[] =>
    (reports.get(`css:${path.join(visitor.served.root, name)}`) ?? []).map(
      ({ line, column, message }) => `${line}:${column} ${/“(.*)”/.exec(message)?.[1] ?? ''}`,
    );

  it('is told at its place, in sheets and in documents, and nothing that is meant for other browsers', async () => {
    visitor.served = await serve(
      { 'index.html': HTML, 'a.css': CSS },
      { pageScript: built },
      {},
      { faults: ({ source, faults }) => reports.set(source, faults) },
    );
    const { root, server } = visitor.served;
    await visitor.goes('');
    server.opened(['index.html', 'a.css'].map(name => path.join(root, name)));
    await eventually('all are told', () => Promise.resolve(told('a.css').length > 0 || told('a.css').join()));
    assert.deepEqual(told('a.css'), ['1:35 colour: red', '2:55 widht: 1px', '3:1 :unknown(a)']);
    assert.deepEqual(told('index.html'), ['3:7 color: 12px']);
  });
});
