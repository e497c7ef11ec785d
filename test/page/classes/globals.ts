import { type Class, html, type Member, tells } from './site';

const page = (body: string): string => html('', `${body}<i id="out"></i><script src="a.js"></script>`);

/** A document with a script of its own, which tells in `out`. */
const beside = (from: string, to: string, script: string): Member => {
  return { files: { 'index.html': page(from), 'a.js': script }, saves: [{ 'index.html': page(to) }] };
};

const form = (name: string): string => `<form id="f"><input name="${name}" value="1"></form>`;

/** Names of elements that are properties of the window, the document, forms and collections. */
export const GLOBALS: Class = {
  'an element that is gone': tells('<p id="gone">x</p>', '<p>x</p>', 'tell(typeof gone)'),
  'an element that is new': tells('<p>x</p>', '<p>x</p><p id="come">y</p>', 'tell(typeof window.come)'),
  'an element with another id': tells('<p id="one">x</p>', '<p id="two">x</p>', 'tell("one" in window)'),
  'an element that a file of scripts names': beside(
    '<p id="gone">x</p>',
    '<p>x</p>',
    'document.getElementById("out").textContent = typeof gone',
  ),
  'a field of a form': tells(form('mail'), form('post'), 'tell(String(f.mail?.value))'),
  'a field of a form in a file': beside(
    form('mail'),
    form('post'),
    'document.getElementById("out").textContent = String(document.forms[0].mail?.value)',
  ),
  'a field that a form names by its id': tells(
    '<form id="f"><input id="mail"></form>',
    '<form id="f"><input id="post"></form>',
    'tell(String(f.mail))',
  ),
  'a field that is new in a form': tells(
    '<form id="f"></form>',
    '<form id="f"><input name="mail"></form>',
    'tell(String(f.mail))',
  ),
  'an element of a form': tells(form('mail'), form('post'), 'tell(String(f.elements.mail?.value))'),
  'a named item of a form': tells(
    form('mail'),
    form('post'),
    'tell(String(f.elements.namedItem("mail")?.value))',
  ),
  'a form of the document': tells(
    '<form name="one"></form>',
    '<form name="two"></form>',
    'tell(String(document.one))',
  ),
  'a picture of the document': tells(
    '<img name="one" alt="">',
    '<img name="two" alt="">',
    'tell(String(document.one))',
  ),
  'a form in the collection': tells(
    '<form name="one"></form>',
    '<form name="two"></form>',
    'tell(String(document.forms.one))',
  ),
  'a child by its name': tells(
    '<div id="d"><b id="one">x</b></div>',
    '<div id="d"><b id="two">x</b></div>',
    'tell(String(d.children.one))',
  ),
  'a child that is named by a method': tells(
    '<div id="d"><b name="one">x</b></div>',
    '<div id="d"><b name="two">x</b></div>',
    'const all = d.children; tell(String(all.namedItem("one")))',
  ),
  'a row by its id': tells(
    '<table id="d"><tr id="one"><td>1</table>',
    '<table id="d"><tr id="two"><td>1</table>',
    'tell(String(d.rows.one))',
  ),
  'an option by its name': tells(
    '<select id="d"><option name="one">1</select>',
    '<select id="d"><option name="two">1</select>',
    'tell(String(d.options.one))',
  ),
  'the names of the forms': tells(
    '<form name="one"></form>',
    '<form name="two"></form>',
    'tell(Object.getOwnPropertyNames(document.forms).join())',
  ),
  'the keys of the forms': tells(
    '<form name="one"></form>',
    '<form name="one"></form><form name="two"></form>',
    'tell(Object.keys(document.forms).join())',
  ),
  'the names of children': tells(
    '<div class="d"><b id="one">x</b></div>',
    '<div class="d"><b id="two">x</b></div>',
    'tell(Reflect.ownKeys(document.querySelector(".d").children).map(String).join())',
  ),
  'the names of elements of a tag': tells(
    '<b id="one">x</b>',
    '<b id="two">x</b>',
    'tell(Object.keys(Object.getOwnPropertyDescriptors(document.getElementsByTagName("b"))).join())',
  ),
  'a form that is called name': tells(
    '<form name="name"></form>',
    '<form name="two"></form>',
    'tell(String(document.forms.name))',
  ),
  'a form that is called name, in a list that is kept': tells(
    '<form name="name"></form>',
    '<form name="two"></form>',
    'const list = document.forms; tell(String(list.name))',
  ),
  'a child of a list that is kept': tells(
    '<div class="d"><b id="one">x</b></div>',
    '<div class="d"><b id="two">x</b></div>',
    'const list = document.querySelector(".d").children; tell(String(list.one))',
  ),
  'an element of a class by its id': tells(
    '<b class="b" id="one">x</b>',
    '<b class="b" id="two">x</b>',
    'tell(String(document.getElementsByClassName("b").one))',
  ),
  'an id that no script names': tells('<p id="one">x</p>', '<p id="two">x</p>', 'tell("done")', true),
};
