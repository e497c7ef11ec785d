import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const WORDS =
  'Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore. ';
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n';

/** A document of so many bytes; `mark` tells two states of it apart. */
export function htmlText(bytes: number, mark = 'first'): string {
  const head = `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>bench</title>\n<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n<!-- ${mark} -->\n`;
  const end = '</body>\n</html>\n';
  const lines = Array.from({ length: Math.ceil(bytes / 100) }, (_, i) => `<p id="p${i}">${WORDS}</p>\n`);
  const room = bytes - head.length - end.length;
  return (
    `${head}${lines
      .join('')
      .slice(0, room)
      .replace(/<[^>]*$/, '')}`.padEnd(bytes - end.length) + end
  );
}

export function cssText(bytes: number, mark = 'first'): string {
  const rules = Array.from({ length: Math.ceil(bytes / 20) }, (_, i) => `.c${i} { margin: ${i}px }\n`);
  return (
    `/* ${mark} */\n${rules.join('')}`
      .slice(0, bytes - 1)
      .replace(/\}[^}]*$/, '}')
      .padEnd(bytes - 1) + '\n'
  );
}

/** Ten files: a page of 10 KiB, a stylesheet of 1 KiB, a script of 1 MiB, and seven small ones. */
export function makeSite(folder: string): string {
  mkdirSync(path.join(folder, 'img'), { recursive: true });
  const put = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  put('index.html', htmlText(10_240));
  put('style.css', cssText(1024));
  put('app.js', '// script\n'.repeat(104_858).slice(0, 1024 * 1024));
  put('about.html', htmlText(3000));
  put('data.json', '{"a":1}\n');
  put('notes.txt', 'notes\n');
  for (let i = 0; i < 4; i++) put(`img/i${i}.svg`, ICON);
  return folder;
}

/** A folder in another, made when it is not there. */
export function folderIn(folder: string, name: string): string {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true });
  return made;
}

/** A file of random bytes. */
export function makeLarge(file: string, mebibytes: number): string {
  const fd = openSync(file, 'w');
  const chunk = randomBytes(1024 * 1024);
  for (let i = 0; i < mebibytes; i++) writeSync(fd, chunk);
  closeSync(fd);
  return file;
}

/** The page deep in a workspace that is saved. */
export const DEEP = 'site/a9/b9/c9/d1/f0.html';

/** A workspace of that many files, ten a folder, five folders deep: half a site, half packages. Kept when it is there. */
export function makeWorkspace(folder: string, files: number): string {
  const done = path.join(folder, `.made-${files}`);
  if (existsSync(done)) return folder;
  makeSite(folder);
  fill(path.join(folder, 'site'), files / 2 - 10);
  fill(path.join(folder, 'node_modules', 'package'), files / 2);
  writeFileSync(done, '');
  return folder;
}

function fill(base: string, files: number): void {
  const kinds = ['html', 'css', 'js', 'js', 'txt', 'svg', 'json', 'js', 'md', 'html'];
  for (let n = 0; n < files; n++) {
    const folderNumber = Math.floor(n / 10);
    const [a, b, c, d] = [1, 10, 100, 1000].map(
      step => Math.floor(folderNumber / step) % (step === 1000 ? 1000 : 10),
    );
    const folder = path.join(base, `a${a}`, `b${b}`, `c${c}`, `d${d}`);
    if (n % 10 === 0) mkdirSync(folder, { recursive: true });
    const kind = kinds[n % 10] ?? 'txt';
    writeFileSync(
      path.join(folder, `f${n % 10}.${kind}`),
      kind === 'html' ? htmlText(2000) : 'x\n'.repeat(100),
    );
  }
}
