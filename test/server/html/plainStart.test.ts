import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { metaCharset } from '../../../src/server/html/metaCharset';
import { placeInHtml } from '../../../src/server/html/tagPlace';
import { endOfPlainHead, mayDeclare, plainCharset } from '../../../src/server/html/plainStart';

const piece = fc.constantFrom(
  '<!doctype html>',
  '<!DOCTYPE HTML>',
  '<!doctype html public "x">',
  '<html>',
  '<html lang="de" class="a b">',
  '<html lang=de>',
  '<html lang="a>b">',
  '<head>',
  '<HEAD>',
  '<head/>',
  '<header>',
  '</head>',
  '<meta charset="windows-1251">',
  '<META CHARSET="utf-8" />',
  '<meta charset=koi8-r>',
  '<meta http-equiv="content-type" content="text/html; charset=big5">',
  '<!-- <head> -->',
  'text',
  ' ',
  '\n',
  '\f',
  '\u000b',
  '\u00a0',
);
const start = fc.array(piece, { maxLength: 7 }).map(pieces => pieces.join(''));

describe('a document whose start is plain', () => {
  it('has its head where a parser finds it, whatever comes before', () => {
    let plain = 0;
    fc.assert(
      fc.property(start, text => {
        const at = endOfPlainHead(text);
        if (at === undefined) return;
        plain += 1;
        assert.deepEqual(placeInHtml(text, true), { at, prefix: '' });
      }),
      { numRuns: 20_000 },
    );
    assert.ok(plain > 500, `${plain} were plain`);
  });

  it('names the encoding that a parser finds', () => {
    let plain = 0;
    fc.assert(
      fc.property(start, text => {
        const label = plainCharset(text);
        if (label !== undefined) plain += 1;
        if (label !== undefined) assert.equal(metaCharset(text), label);
        if (!mayDeclare(text)) assert.equal(metaCharset(text), undefined);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(plain > 500, `${plain} were plain`);
  });

  it('is how documents begin that people write', () => {
    for (const text of [
      '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8" />',
      '<!DOCTYPE html><html><head><meta charset="UTF-8">',
    ]) {
      assert.equal(endOfPlainHead(text), text.indexOf('<head>') + 6);
      assert.equal(plainCharset(text)?.toLowerCase(), 'utf-8');
    }
  });
});
