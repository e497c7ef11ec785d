import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { parseSource } from '../../src/server/diff/parse';
import type { TreeNode } from '../../src/server/diff/sourceTree';
import { launchBrowser } from '../host/browser';
import { say } from '../host/say';
import { isShort } from '../host/wholeRun';
import { randomOf } from './randomPage';

const SOURCES = isShort() ? 150 : 400;
const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));

const TAGS =
  'a b i nobr font em p div ul li dl dt dd h1 h2 table tbody thead tr td th caption colgroup col form button input select option optgroup hr template svg math mi mtext desc foreignObject title style script noscript textarea pre listing iframe noembed object applet marquee ruby rb rt rtc rp details summary dialog main search body head html br img image xmp plaintext frameset frame annotation-xml custom-one label fieldset legend picture source video audio track area map wbr address center'.split(
    ' ',
  );
const ATTRIBUTES = [
  'class=x',
  'id="y"',
  'encoding="text/html"',
  'type=hidden',
  'a=1 a=2',
  'color=red',
  '<p',
  '=',
];
const TEXTS = [
  'x',
  ' ',
  '\n',
  '&amp;',
  '&notit;',
  '\0',
  '\r\n',
  '<!-- c -->',
  '<?pi?>',
  '</>',
  '<![CDATA[d]]>',
  '&#x80;',
];

function sourceOf(random: () => number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  let text = random() < 0.5 ? '<!doctype html>' : '';
  for (let left = 3 + random() * 25; left > 0; left--) {
    const kind = random();
    if (kind < 0.5)
      text += `<${pick(TAGS)}${random() < 0.2 ? ` ${pick(ATTRIBUTES)}` : ''}${random() < 0.05 ? '/' : ''}>`;
    else if (kind < 0.75) text += `</${pick(TAGS)}>`;
    else text += pick(TEXTS);
  }
  return text;
}

const SPACES = [
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
];

/** A tree as text: names, namespaces, attributes and texts. */
function written(node: TreeNode): string {
  if (node.kind === 'text') return JSON.stringify(node.text);
  if (node.kind === 'comment') return `!${JSON.stringify(node.text)}`;
  const attributes = node.attributes
    .flatMap((name, at) => (at % 2 === 0 ? [`${name}=${JSON.stringify(node.attributes[at + 1])}`] : []))
    .toSorted();
  const kids = node.kids.map(written).join('');
  return node.kind === 'document'
    ? kids
    : `<${SPACES[node.space]} ${node.name} ${attributes.join(' ')}>${kids}</>`;
}

const parsedIn = (page: Page, texts: readonly string[]): Promise<string[]> =>
  page.evaluate(
    sources =>
      sources.map(source => {
        const write = (node: Node): string => {
          if (node.nodeType === 3) return JSON.stringify((node as Text).data);
          if (node.nodeType === 8) return `!${JSON.stringify((node as Comment).data)}`;
          if (node.nodeType === 10) return '';
          const { content } = node as HTMLTemplateElement;
          const text = [...(content?.nodeType === 11 ? content : node).childNodes].map(write).join('');
          if (node.nodeType !== 1) return text;
          const attributes = [...(node as Element).attributes].map(
            ({ name, value }) => `${name}=${JSON.stringify(value)}`,
          );
          return `<${(node as Element).namespaceURI} ${(node as Element).localName} ${attributes.toSorted().join(' ')}>${text}</>`;
        };
        const frame = document.createElement('iframe');
        document.body.append(frame);
        const inner = frame.contentDocument!;
        inner.open();
        inner.write(source);
        inner.close();
        const result = write(inner);
        frame.remove();
        return result;
      }),
    texts,
  );

describe('the tree of a source', () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(() => browser.close());

  it(`is what the browser builds, or known to be disputed: ${SOURCES} random sources (seed ${seed})`, async function () {
    this.timeout(60_000);
    say(`    PORTHOLE_SEED=${seed}`);
    const random = randomOf(seed);
    const texts = Array.from({ length: SOURCES }, () => sourceOf(random));
    const theirs = await parsedIn(page, texts);
    for (const [at, text] of texts.entries()) {
      const tree = parseSource(text);
      const ours = tree ? written(tree.root) : '';
      if (tree && tree.disputed === '') assert.equal(ours, theirs[at], JSON.stringify(text));
    }
  });
});
