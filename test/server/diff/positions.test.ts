import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSource } from '../../../src/server/diff/parse';
import { offsetAt, positionAt } from '../../../src/protocol/offsets';
import { locate, type Places } from '../../../src/server/diff/positions';
import type { TreeNode } from '../../../src/server/diff/sourceTree';
import { RandomPage, randomOf } from '../../page/randomPage';

const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));

interface Located {
  readonly text: string;
  readonly places: Places;
  readonly nodes: readonly TreeNode[];
}

function located(text: string): Located {
  const [places, tree] = [locate(text), parseSource(text)];
  assert.ok(places && tree);
  assert.equal(places.count, tree.nodes.length);
  return { text, places, nodes: tree.nodes };
}

/** The characters of each node of a name, or of each text. */
const written = ({ text, places, nodes }: Located, name: string): (string | undefined)[] =>
  nodes
    .filter(node => (name === '#text' ? node.kind === 'text' : node.name === name))
    .map(({ number }) => {
      const range = places.of(number);
      return range && text.slice(range.start, range.end);
    });

/** Elements that a parser makes where no tag is written. */
const IMPLIED = new Set(['html', 'head', 'body', 'tbody', 'tr', 'colgroup', 'p', 'br']);

/** Each element stands at a tag of its name, and there is none without a place but those that no tag made. */
function assertAtTags(source: Located): void {
  const { text, places, nodes } = source;
  for (const node of nodes.filter(({ kind }) => kind === 'element')) {
    const range = places.of(node.number);
    if (!range) {
      assert.ok(IMPLIED.has(node.name), `${node.name} has no place`);
      continue;
    }
    const tag = text.slice(range.start, range.end);
    const name = /^<([^\s/>]+)/.exec(tag)?.[1]?.toLowerCase();
    // `<image>` is what some write for `<img>`, and `</p>` alone makes a paragraph.
    if (name !== node.name.toLowerCase()) assert.match(tag, /^<(?:image|\/p|\/br)/i);
    assert.match(tag, />$/);
  }
}

describe('where the nodes of a source stand', () => {
  it('an element stands at its start tag, a text and a comment at their own characters', () => {
    const source = located(
      '<!doctype html><html lang="en">\n<p class=a>one &amp; two<!-- c --><br>three</p>',
    );
    assert.deepEqual(written(source, 'html'), ['<html lang="en">']);
    assert.deepEqual(written(source, 'p'), ['<p class=a>']);
    assert.deepEqual(written(source, '#text'), ['one &amp; two', 'three']);
    assert.deepEqual(written(source, ''), [undefined, 'one &amp; two', '<!-- c -->', 'three']);
  });

  it('elements that the parser moves or repeats stand where their tag is', () => {
    const moved = located('<table><tr><td>1</td><div id="x">2</div></tr></table>');
    assert.deepEqual(written(moved, 'div'), ['<div id="x">']);
    assert.deepEqual(written(moved, 'tbody'), [undefined]);
    const repeated = located('<b class="one">1<p>2</b>3</p><i>4<b>5</i>6</b>');
    assert.deepEqual(written(repeated, 'b'), ['<b class="one">', '<b class="one">', '<b>', '<b>']);
    const early = located('<p>1<ul><li>2<li>3</ul>4</p><a href=1>5<a href=2>6');
    assert.deepEqual(written(early, 'li'), ['<li>', '<li>']);
    assert.deepEqual(written(early, 'a'), ['<a href=1>', '<a href=2>']);
  });

  it('what is in templates, shadow roots, SVG and MathML stands there too', () => {
    const source = located(
      '<template><b>1</b></template><div><template shadowrootmode="open"><slot></slot></template></div>' +
        '<svg viewBox="0 0 1 1"><linearGradient/><foreignObject><em>2</em></foreignObject></svg><math><mi>x</mi></math>',
    );
    for (const [name, tag] of Object.entries({ b: '<b>', slot: '<slot>', em: '<em>', mi: '<mi>' }))
      assert.deepEqual(written(source, name), [tag]);
    assert.deepEqual(written(source, 'linearGradient'), ['<linearGradient/>']);
  });

  it('an attribute stands where it is written, whatever the case of its name', () => {
    const { text, places, nodes } = located(
      '<svg viewBox="0 0 1 1" DATA-x=1 hidden><img alt=\'a > b\'></svg>',
    );
    const attribute = (element: string, name: string): string | undefined => {
      const range = places.ofAttribute(nodes.find(node => node.name === element)!.number, name);
      return range && text.slice(range.start, range.end);
    };
    assert.equal(attribute('svg', 'viewBox'), 'viewBox="0 0 1 1"');
    assert.equal(attribute('svg', 'data-x'), 'DATA-x=1');
    assert.equal(attribute('svg', 'hidden'), 'hidden');
    assert.equal(attribute('img', 'alt'), "alt='a > b'");
    assert.equal(attribute('img', 'src'), undefined);
  });

  it('a second <html> or <body> stands for the first, with the attributes that it adds', () => {
    const late = located('<p>1<body class="a" id=x><html lang="en"><body style="top: 0">2');
    assert.deepEqual(written(late, 'body'), ['<body class="a" id=x>']);
    assert.deepEqual(written(late, 'html'), ['<html lang="en">']);
    const body = late.nodes.find(node => node.name === 'body')!.number;
    const attribute = (name: string): string | undefined => {
      const range = late.places.ofAttribute(body, name);
      return range && late.text.slice(range.start, range.end);
    };
    assert.deepEqual(['id', 'style', 'lang'].map(attribute), ['id=x', 'style="top: 0"', undefined]);
    assert.equal(late.nodes[late.places.elementAt(late.text.indexOf('1')) ?? 0]?.name, 'p');
    const twice = located('<html lang="en"><body id="a"><body id="b" title="t">1');
    assert.deepEqual(written(twice, 'body'), ['<body id="a">']);
  });

  it('an element that an end tag alone makes stands there', () => {
    const source = located('<div>1</p>2</br></div>');
    assert.deepEqual([...written(source, 'p'), ...written(source, 'br')], ['</p>', '</br>']);
  });

  it('the deepest node around a place is found, and the outermost elements of a part', () => {
    const { text, places, nodes } = located('<main><p>one <b>two</b></p>\n<p id="x">three</p></main>');
    const at = (what: string, by = 0): string | undefined => {
      const number = places.elementAt(text.indexOf(what) + by);
      return number === undefined ? undefined : nodes[number]?.name;
    };
    assert.deepEqual(
      [at('one'), at('two'), at('<b>'), at('<p id', 5), at('\n')],
      ['p', 'b', 'b', 'p', 'main'],
    );
    const part = { start: text.indexOf('<p>'), end: text.indexOf('three') };
    assert.deepEqual(
      places.within(part).map(number => nodes[number]?.name),
      ['p', 'p'],
    );
    assert.equal(places.elementAt(text.length), undefined);
  });

  it('offsets and places are the same for LF, CRLF, CR and all of them mixed', () => {
    const text = 'a\r\nbc\rd\n\n😀e\r\n';
    for (const [place, line, column] of [
      ['a', 0, 0],
      ['bc', 1, 0],
      ['c', 1, 1],
      ['d', 2, 0],
      ['😀', 4, 0],
      ['e', 4, 2],
    ] as const) {
      const offset = text.indexOf(place);
      assert.deepEqual(positionAt(text, offset), { line, column }, place);
      assert.equal(offsetAt(text, { line, column }), offset, place);
    }
    assert.equal(offsetAt(text, { line: 1, column: 99 }), text.indexOf('\rd'));
    assert.equal(offsetAt(text, { line: 99, column: 0 }), text.length);
  });

  it('in a source with CRLF the places are those of the text as it is', () => {
    const source = located(
      '<!doctype html>\r\n<body>\r\n<pre>\r\n<i>x</i></pre>\r\n<p\r\n title="a\r\nb">y</p>',
    );
    assertAtTags(source);
    assert.deepEqual(written(source, 'p'), ['<p\r\n title="a\r\nb">']);
  });

  it(`every element stands at its tag after each of 100 random edits (seed ${seed})`, () => {
    const random = randomOf(seed);
    const author = new RandomPage(random);
    for (let mark = 0; mark < 100; mark++) {
      author.edit();
      assertAtTags(located(author.source(mark)));
    }
  });

  for (const name of ['html5-boilerplate', 'startbootstrap-agency', 'startbootstrap-clean-blog']) {
    it(`every element of ${name} stands at its tag`, () => {
      const root = path.join('node_modules', name, 'dist');
      const pages = readdirSync(root).filter(file => file.endsWith('.html'));
      assert.ok(pages.length > 0);
      for (const page of pages) assertAtTags(located(readFileSync(path.join(root, page), 'utf8')));
    });
  }
});
