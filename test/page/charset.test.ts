import assert from 'node:assert/strict';
import { pageOf, Visitor } from './visitor';

/** Latin and Cyrillic letters in one byte each, as Windows had them. */
const windows1251 = (text: string): Buffer =>
  Buffer.from(
    Array.from(text, letter => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );

const page = (text: string): Buffer =>
  windows1251(
    pageOf(
      '<meta charset="windows-1251"><title>Страница</title><link rel="stylesheet" href="style.css">',
      `<p id="text">${text}</p>`,
    ),
  );

describe('a page in windows-1251', () => {
  const visitor = Visitor.here();

  it('is read as it was meant, its stylesheet too, and follows what is saved in it', async () => {
    assert.deepEqual([...windows1251('aЯ')], [0x61, 0xdf]);
    await visitor.opens({
      'index.html': page('Привет'),
      'style.css': windows1251('@charset "windows-1251"; #text::after { content: "мир" }'),
    });
    const { page: shown } = visitor;
    assert.deepEqual(await shown.evaluate(() => [document.characterSet, document.title]), [
      'windows-1251',
      'Страница',
    ]);
    assert.equal(await shown.locator('#text').innerText(), 'Привет');
    assert.equal(
      await shown.evaluate(() => getComputedStyle(document.getElementById('text')!, '::after').content),
      '"мир"',
    );
    await visitor.saves('index.html', page('Пока'));
    await visitor.sees(() => document.getElementById('text')?.textContent === 'Пока');
    await visitor.finds();
    await visitor.saves('style.css', windows1251('@charset "windows-1251"; #text::after { content: "лес" }'));
    await visitor.sees(
      () => getComputedStyle(document.getElementById('text')!, '::after').content === '"лес"',
    );
    await visitor.finds();
  });
});
