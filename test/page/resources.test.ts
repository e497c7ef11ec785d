import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { isForwarded } from '../host/forward';
import { font } from './font';
import { recordVideo } from './video';
import { pageOf, Visitor } from './visitor';

const svg = (colour: string, width = 20): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20"><rect width="100%" height="100%" fill="${colour}"/></svg>`;
const at = 'position:fixed;top:0;right:0;width:20px;height:20px';

const face = (name: string, file: string): string => `@font-face { font-family: ${name}; src: url(${file}) }`;

// These run in the page.
const isWide = (width: number): boolean => document.getElementById('text')!.offsetWidth === width;
const isPlaying = (width: number): boolean => {
  const two = document.getElementById('two') as HTMLVideoElement;
  return two.videoWidth === width && !two.paused && two.currentTime > 0;
};

describe('a resource that changes alone', () => {
  const visitor = Visitor.here();
  /** Saves the file in a different colour and waits until the corner is painted in it. */
  async function isRepainted(colour: string, file = 'pic.svg'): Promise<void> {
    await visitor.saves(file, svg(colour));
    await visitor.isPainted(colour);
    await visitor.finds();
  }

  it('is an image', async () => {
    await visitor.opens({
      'index.html': pageOf(
        '',
        `<img style="${at}" src="a%20b.svg#x" alt=""><img id="other" src="other.svg" alt="">`,
      ),
      'a b.svg': svg('red'),
      'other.svg': svg('red'),
    });
    await isRepainted('blue', 'a b.svg');
    await isRepainted('lime', 'a b.svg');
    assert.equal(await visitor.page.getAttribute('#other', 'src'), 'other.svg');
  });

  it('is one of a srcset, and of a picture', async () => {
    const picture = `<picture><source srcset="big,1.svg 9x, pic.svg 1x" media="(min-width: 1px)"><img style="${at}" src="pic.svg" alt=""></picture>`;
    await visitor.opens({
      'index.html': pageOf(
        '',
        `${picture}<img id="set" srcset="big,1.svg 100w,pic.svg 20w" sizes="20px" src="none.svg" alt="">`,
      ),
      'pic.svg': svg('red'),
      'big,1.svg': svg('red', 100),
    });
    await isRepainted('blue');
    const sets = await visitor.page
      .locator('[srcset]')
      .evaluateAll(all =>
        all.map(one => one.getAttribute('srcset')!.replace(/http\S*\/(pic\.svg)\?porthole=\w+/, '<$1>')),
      );
    assert.deepEqual(sets, ['big,1.svg 9x, <pic.svg> 1x', 'big,1.svg 100w,<pic.svg> 20w']);
  });

  it('is a background of a stylesheet, an imported one, a style element, nested rules, a variable, or an attribute', async () => {
    const strips = ['link', 'import', 'element', 'variable', 'attribute'];
    const styles: Record<string, string> = {
      variable: '--pic: url(pic.svg); background: var(--pic)',
      attribute: 'background-image: url("pic.svg")',
    };
    const boxes = strips.map(
      (id, i) =>
        `<div id="${id}" style='position:fixed;top:${i * 4}px;right:0;width:20px;height:4px;${styles[id] ?? ''}'></div>`,
    );
    const nested =
      '@media screen { @supports (color: red) { #element { &:not(p) { background: url(pic.svg) } } } }';
    await visitor.opens({
      'index.html': pageOf(
        `<link rel="stylesheet" href="s/a.css"><link rel="stylesheet" href="b.css"><style>${nested}</style>`,
        boxes.join(''),
      ),
      's/a.css': '#link { background: url(../pic.svg#f) }',
      'b.css': '@import "s/c.css"',
      's/c.css': `#import { background: url("${isForwarded() ? '..' : ''}/pic.svg") }`,
      'pic.svg': svg('red'),
    });
    await isRepainted('blue');
    await isRepainted('lime');
  });

  it('stays new in a stylesheet that changes after it', async () => {
    await visitor.opens({
      'index.html': pageOf('<link rel="stylesheet" href="a.css">', '<div id="text"></div>'),
      'a.css': `#text { ${at}; background: url(pic.svg) }`,
      'pic.svg': svg('red'),
    });
    await isRepainted('blue');
    await visitor.saves('a.css', `#text { ${at}; background: url(pic.svg); color: rgb(1, 2, 3) }`);
    await visitor.seesStyle('color', 'rgb(1, 2, 3)');
    await visitor.isPainted('blue');
    await visitor.finds();
  });

  it('is a background of a constructed sheet in a shadow root', async () => {
    const element = `<div id="host" style="${at}"></div><script>
      const sheet = new CSSStyleSheet(); sheet.replaceSync(':host { background: url(pic.svg) }');
      host.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];</script>`;
    await visitor.opens({ 'index.html': pageOf('', element), 'pic.svg': svg('red') });
    await isRepainted('blue');
  });

  it('is the icon', async () => {
    await visitor.opens({
      'index.html': pageOf(
        '<link id="icon" rel="shortcut icon" href="pic.svg"><img src="pic.svg" alt="" hidden>',
      ),
      'pic.svg': svg('red'),
    });
    await visitor.saves('pic.svg', svg('blue'));
    await visitor.sees(() =>
      document.querySelector<HTMLLinkElement>('#icon')!.href.includes('pic.svg?porthole='),
    );
    await visitor.finds();
  });

  it('is a font', async () => {
    await visitor.opens({
      'index.html': pageOf(
        `<style>${face('own', 'f.ttf')} #text { font: 20px own }</style>`,
        '<span id="text">xx</span>',
      ),
      'f.ttf': font(1000),
    });
    await visitor.sees(isWide, 40);
    await visitor.saves('f.ttf', font(2000));
    await visitor.sees(isWide, 80);
    await visitor.finds();
  });

  it('is the poster of a video, or what a video plays, which goes on', async () => {
    const video = `<video id="one" style="height:20px" muted poster="pic.svg"></video><video id="two" style="height:20px" muted loop><source src="clip.webm"></video>`;
    await visitor.opens({ 'index.html': pageOf('', video), 'pic.svg': svg('red') });
    const clips = await Promise.all([16, 32].map(width => recordVideo(visitor.page, width)));
    await visitor.saves('clip.webm', clips[0]!);
    await visitor.sees(() => (document.getElementById('two') as HTMLVideoElement).videoWidth === 16);
    await visitor.page.evaluate(() => (document.getElementById('two') as HTMLVideoElement).play());
    await visitor.sees(isPlaying, 16);
    await visitor.saves('pic.svg', svg('blue'));
    await visitor.sees(() =>
      (document.getElementById('one') as HTMLVideoElement).poster.includes('pic.svg?porthole='),
    );
    await visitor.saves('clip.webm', clips[1]!);
    await visitor.sees(isPlaying, 32);
    await visitor.finds();
  });

  it('is known by several paths: each place shows it', async () => {
    const boxes =
      '<div><span id="text" style="font: 20px one">xx</span></div><div><span id="twin" style="font: 20px two">xx</span></div>';
    const images = ['a.svg', 'link/a.svg', './/a.svg', 'link/link/%61.svg'].map(
      file => `<img src="${file}" alt="">`,
    );
    await visitor.opens({ 'index.html': pageOf(''), 'f.ttf': font(1000), 'a.svg': svg('red') });
    await symlink('.', path.join(visitor.served.root, 'link'));
    const styles = `${face('one', 'f.ttf')} ${face('two', 'link/f.ttf')}`;
    await visitor.saves('page.html', pageOf(`<style>${styles}</style>`, boxes + images.join('')));
    await visitor.page.close();
    await visitor.goes('page.html');
    await visitor.leavesTraces();
    await visitor.saves('f.ttf', font(2000));
    await visitor.sees(isWide, 80);
    await visitor.sees(() => document.getElementById('twin')!.offsetWidth === 80);
    await visitor.saves('a.svg', svg('red', 40));
    await visitor.sees(() => [...document.images].every(({ naturalWidth }) => naturalWidth === 40));
    await visitor.finds();
  });

  it('is drawn on a canvas: then the page is reloaded', async () => {
    const draw = `<canvas id="canvas" width="20" height="20" style="${at}"></canvas><script>
      Object.assign(new Image(), { src: 'pic.svg', onload() { canvas.getContext('2d').drawImage(this, 0, 0) } })</script>`;
    await visitor.opens({ 'index.html': pageOf('', draw), 'pic.svg': svg('red') });
    await visitor.saves('pic.svg', svg('blue'));
    await visitor.isNew();
    await visitor.isPainted('blue');
    await visitor.findsTraces();
  });
});
