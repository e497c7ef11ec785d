import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { find } from '../../../src/editor/bridge/find';
import { decoded } from '../../../src/server/types/charset';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { hurry } from '../../server/live/hurry';
import { bytesIn } from '../../server/support/legacyBytes';
import { endAll, serve } from '../../server/support/serve';
import { built } from '../author';
import { pickAll, tagOf } from './keyPick';

/** Texts of pages by their encoding, which nothing declares: the browser guesses it. */
const WORDS: Readonly<Record<string, string>> = {
  shift_jis:
    'このページは、文字コードを宣言していない古い日本語の文書です。表示やソースを確認してください。ミソ能ダ',
  'euc-jp': 'このページは、文字コードを宣言していない古い日本語の文書です。表示やソースを確認してください。',
  'euc-kr': '이 문서는 문자 인코딩을 선언하지 않은 오래된 한국어 문서입니다. 원본의 줄과 칸을 확인하십시오.',
  gbk: '这个页面没有声明字符编码，是一份很旧的中文文档。请检查源文件中的行和列。镕亊牛',
  big5: '這個網頁沒有宣告字元編碼，是一份很舊的中文文件。請檢查原始檔案中的行和列。功許蓋',
  'windows-1251':
    'Эта страница не объявляет кодировку: это старый русский документ. Проверьте строку и столбец.',
  'koi8-r': 'Эта страница не объявляет кодировку: это старый русский документ. Проверьте строку и столбец.',
  'iso-8859-7': 'Αυτή η σελίδα δεν δηλώνει κωδικοποίηση και είναι ένα παλιό ελληνικό έγγραφο.',
  'windows-1255': 'הדף הזה אינו מצהיר על קידוד והוא מסמך עברי ישן. בדקו את השורה ואת העמודה.',
  'windows-874': 'หน้านี้ไม่ได้ประกาศรหัสอักขระ เป็นเอกสารภาษาไทยเก่า',
  'windows-1252':
    'Diese Seite erklärt ihre Zeichenkodierung nicht – sie ist ein älteres Dokument für Gäste aus Köln.',
};

/** Encodings by which an editor may read such a file. */
const READ_BY = ['utf-8', 'windows-1252', 'windows-1251', 'gb18030', 'shift_jis'];

const pageOf = (words: string): string =>
  `<!doctype html>\n<html data-n=1>\n<head>\n<title data-n=2>${words}</title>\n</head>\n<body data-n=3>\n${`<p>${words}</p>\n`.repeat(20)}<p data-n=4 title="${words}">${words}<b data-n=5>${words}</b>${words}<i data-n=6 class="${words}" lang=x>${words}</i></p><p data-n=7>${words}</p>\n</body>\n</html>\n`;

describe('picking in pages whose encoding only the browser knows', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let slowDown: () => void;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    slowDown = hurry();
  });
  after(async () => {
    slowDown();
    await browser.close();
  });
  afterEach(endAll);

  // A whole run tries some of them.
  const tried = Object.entries(WORDS).filter((_, at) => !isShort() || at % 4 === 0);
  for (const [encoding, words] of tried)
    it(`leads to the tag, however the editor reads the file: ${encoding}`, async () => {
      const bytes = bytesIn(encoding, pageOf(words));
      const linesIn = (label: string): string[] => decoded(bytes, label).split('\n');
      const served = await serve({ 'index.html': bytes }, { pageScript: built });
      await page.goto(served.url);
      await page.waitForLoadState('load');
      const guessed = await page.evaluate(() => document.characterSet);
      let count = 0;
      for await (const [step, { exact, place }] of pickAll(page, served)) {
        const what = `<${step.name} ${step.n}>, guessed ${guessed}`;
        assert.ok(exact, what);
        assert.match(linesIn(guessed)[place.start.line]?.slice(place.start.column) ?? '', tagOf(step), what);
        for (const label of [...READ_BY, encoding]) {
          const lines = linesIn(label);
          const { start } = find(lines, place);
          assert.match(
            lines[start.line]?.slice(start.column) ?? '',
            tagOf(step),
            `${what}, read by ${label}`,
          );
        }
        count += 1;
      }
      assert.equal(count, 7);
    });
});
