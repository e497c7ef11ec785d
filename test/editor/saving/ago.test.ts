import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { Listener } from '../../bench/listener';
import { folder, pause, portOf, porthole, run, until } from '../helpers';

const STYLE = 'style.css';

const file = (): string => vscode.Uri.joinPath(folder(), STYLE).fsPath;

/** The age of the last update in the tooltip; undefined without one. */
async function age(): Promise<string | undefined> {
  const { tooltip } = (await porthole()).underTest.statusItem;
  assert.ok(tooltip instanceof vscode.MarkdownString);
  return /style\.css [^·]* ms · ([^\n]*)/.exec(tooltip.value.replaceAll('&nbsp;', ' '))?.[1];
}

describe('the age of the last update', () => {
  let page: Listener;
  let original: string;

  before(async () => {
    original = readFileSync(file(), 'utf8');
    page = await Listener.open(portOf(await run('porthole.start')), '/index.html');
  });
  after(() => writeFileSync(file(), original));

  it('grows in the tooltip while a page is connected', async () => {
    writeFileSync(file(), `${original}/* older and older */\n`);
    assert.equal(await until('an age', age), 'now');
    assert.match(
      await until('some seconds', async () => ((await age()) === 'now' ? undefined : age())),
      /^[5-9] sec\. ago$/,
    );
    await until('some more', async () => /^1\d sec\. ago$/.test((await age()) ?? '') || undefined);
  });

  it('is left as it is when there is none', async () => {
    page.close();
    const { statusItem } = (await porthole()).underTest;
    await until('no page', () => statusItem.accessibilityInformation?.label.includes('0 pages') || undefined);
    const last = await age();
    await pause(6_500);
    assert.equal(await age(), last);
  });
});
