import assert from 'node:assert/strict';
import { wordsOf } from '../../../src/server/live/update/scriptWords';

/** Scripts, and whether each may mean an element that is called `mail` as a global variable or a property of the window. */
const GLOBALS: readonly (readonly [script: string, is: boolean])[] = [
  ['mail.value', true],
  ['tell(typeof mail)', true],
  ['window.mail', true],
  ['window?.mail', true],
  ['document["mail"]', true],
  ['document.getElementById("a").children["mail"]', true],
  ['"mail" in window', true],
  ['const names = ["mail"]; window[names[0]]', true],
  ['const { mail } = window', true],
  ['f(`a ${mail.value} b`)', true],
  ['f(`a ${`b ${mail}`} c`)', true],
  ['x = y / mail / 2', true],
  ['a[0] / mail.x', true],
  ['f(a) / mail / b', true],
  ['is ? mail : other', true],
  ['list.map(one => one.x + mail.x)', true],
  ['window["ma" + at]', true],
  ['document[`ma${at}`].x', true],
  ['window["on" + at]', false],
  ['texts["ma" + at]', false],
  ['// mail', false],
  ['/* mail */ a()', false],
  ['f("mail")', false],
  ["f('send a mail')", false],
  ['f(`the mail ${a} mail`)', false],
  ['a.mail', false],
  ['a?.mail', false],
  ['({ mail: 1 })', false],
  ['f({ a: 1, mail: 2 })', false],
  ['const mail = 1; f(mail)', false],
  ['function mail() {} mail()', false],
  ['x = /mail/.test(y)', false],
  ['return_(/[/]mail/)', false],
  ['f(a, /mail/g)', false],
  ['emails.length', false],
  ['$mail', false],
  ['"it\\"s mail"', false],
];

/** In a library, parameters and patterns are its own. */
const IN_LIBRARIES: readonly (readonly [script: string, is: boolean])[] = [
  ['function f(a, mail) { return mail }', false],
  ['x = (mail) => mail.x', false],
  ['x = mail => mail.x', false],
  ['var a = 1, mail = 2; f(mail)', false],
  ['const { a, mail } = b; f(mail)', false],
  ['x = { mail() { return 1 } }', false],
  ['if (mail) { a() }', true],
  ['while (mail) { a() }', true],
  ['f(mail)', true],
  ['window.mail', true],
  ['function f(a, mail) { return mail } f(mail)', true],
  ['x = (mail) => mail.x, y = mail', true],
  ['x = mail => { return mail.x }; y(mail)', true],
  ['x = a(mail => mail.x) + b(mail => { return [mail] })', false],
  ['(function () { var a = 1, mail = 2; f(mail) })(); g(mail)', true],
  ['(function (mail) { return function () { return mail } })(1)', false],
  ['if (a) { const { mail } = b; f(mail) } else f(c => mail)', true],
  ['x = a => b => mail', true],
  ['x = mail => b => `${mail} ${c => { return mail }}`', false],
  ['for (const [a, mail] of b) f(mail)', false],
  ['try { a() } catch (mail) { f(mail) }', false],
  ['f(mail) / 2; x = (a, b) => { mail() }', true],
];

const mayMean = (script: string): boolean => {
  const { free, owned, texts, beginnings, isComputed } = wordsOf(script);
  const isBegun = [...beginnings].some(beginning => 'mail'.startsWith(beginning));
  return free.has('mail') || owned.has('mail') || isBegun || (isComputed && texts.has('mail'));
};

describe('the words of a script', () => {
  for (const [script, is] of GLOBALS)
    it(`${is ? 'name' : 'do not name'} an element in ${script}`, () => assert.equal(mayMean(script), is));

  const filling = `/*${' '.repeat(100_000)}*/`;
  for (const [script, is] of IN_LIBRARIES)
    it(`${is ? 'name' : 'do not name'} an element in a library with ${script}`, () =>
      assert.equal(mayMean(filling + script), is));

  it('are read to the end of a script that is cut anywhere', () => {
    const whole = 'f(`a ${b["c"]} ${{ d: /e[/]f/g }.g}`, (h, { i }) => { var j = 1, k; /* l */ }) // m';
    for (let end = 0; end <= whole.length; end++) wordsOf(whole.slice(0, end));
  });
});
