import type { Frame } from '../../protocol/consoleMessages';
import type { ConsoleWords } from '../../protocol/consoleView';
import { fill } from '../../protocol/texts';
import { make } from '../dom';
import type { Line } from './lines';
import { applyStyle } from './style';
import type { Piece } from '../../protocol/consoleText';

/** Pixels of indentation per level, set by this script and not by the stylesheet. */
const INDENT = 14;
const LONGEST = 2_000;
const SIGNS: Readonly<Record<string, string>> = { error: '⊗', warning: '⚠', info: '', debug: '' };

/** A place in short form: `app.js:12`. */
export const placeName = ([, address, line]: Frame): string =>
  `${address.replace(/[?#].*$/, '').replace(/^.*\/(?=.)/, '')}:${line}`;

function pieceElement({ text, kind, style, node }: Piece): HTMLElement {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const element = make('span', { class: kind }, shown.replaceAll('\n', '↵'));
  if (style !== undefined) applyStyle(element, style);
  if (node !== undefined) element.dataset['node'] = String(node);
  return element;
}

function placeElement(frame: Frame): HTMLElement {
  const isOurs = frame[1].startsWith('/');
  const element = make(
    'span',
    { class: isOurs ? 'place' : 'away', role: isOurs ? 'link' : '' },
    placeName(frame),
  );
  element.title = `${frame[1]}:${frame[2]}:${frame[3]}`;
  return element;
}

/** The element of a line. Texts of pages become text nodes and are never parsed as markup. */
export function drawLine(line: Line, words: ConsoleWords): HTMLElement {
  const { kept, level, pieces, isOpen, frame, cells, isHead } = line;
  const { row, count } = kept;
  const isFirst = line.key === String(row.id);
  const kind = row.kind === 'entry' ? row.entry.level : 'note';
  const element = make('div', {
    role: 'treeitem',
    class: `line ${kind}${isFirst ? ' first' : ''}`,
    'aria-level': String(level),
  });
  if (isOpen !== undefined) element.setAttribute('aria-expanded', String(isOpen));
  element.style.paddingInlineStart = `${(level - 1) * INDENT + 4}px`;
  const sign = isFirst ? (SIGNS[kind] ?? '') : '';
  const icon = make('span', { class: 'sign', role: sign === '' ? '' : 'img' }, sign);
  if (sign !== '') icon.setAttribute('aria-label', kind === 'error' ? words.error : words.warning);
  const twist = make(
    'span',
    { class: 'twist', 'aria-hidden': 'true' },
    isOpen === undefined ? '' : isOpen ? '▾' : '▸',
  );
  element.append(icon, twist);
  if (isFirst && count > 1) {
    const badge = make('span', { class: 'times' }, String(count));
    badge.setAttribute('aria-label', fill(words.times, count));
    element.append(badge);
  }
  if (cells)
    element.append(
      ...cells.map(text => make('span', { class: isHead === true ? 'cell head' : 'cell' }, text)),
    );
  else element.append(make('span', { class: 'message' }, ...pieces.map(pieceElement)));
  if (frame) element.append(placeElement(frame));
  return element;
}
