import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { logText, until } from '../helpers';
import { isShort } from '../../host/wholeRun';
import { inEditor } from './inEditor';
import { Stage, uri } from './stage';
import { moreWays } from './moreWays';
import { otherWays } from './otherWays';
import { pairs } from './pairs';
import { well } from './lookAlikes';
import { inPage, onTheWay } from './stagings';

const offers = async (): Promise<number> => (await logText()).split('Why Does My Page').length - 1;

describe('why a page does not update', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage?.close());
  beforeEach(() => stage.begin());
  afterEach(() => stage.end());

  it('is offered once in the log, at the first save that reaches no page', async () => {
    for (const text of ['/* one */\n', '/* two */\n']) {
      const document = await stage.type('built/built.css', text);
      await document.save();
    }
    await until('the offer', async () => (await offers()) > 0);
    assert.equal(await offers(), 1);
    assert.ok((await logText()).includes('built/built.css: no open page uses it.'));
  });

  it('is nothing while all is well: the pages and the last update are named', async () => {
    await stage.visit('index.html');
    await stage.says('style.css', []);
    await stage.type('style.css', '/* typed */\n');
    const { seen, file } = await stage.says('style.css', []);
    assert.equal(file, uri('style.css').fsPath);
    await until('the update', async () => (await stage.says('style.css', [])).seen.includes('style.css'));
    assert.match(seen, /^\/index\.html · 1 page/);
  });

  for (const { title, act } of well.filter((_, at) => !isShort() || at % 4 === 0))
    it(`is nothing when ${title}`, async () => {
      const file = await act(stage);
      // A page that comes back needs a moment to connect.
      await until('a page', async () => /1 page|2 pages/.test((await stage.says(file, [])).seen));
    });

  for (const { cause, title, act } of [...inEditor, ...onTheWay, ...inPage, ...otherWays, ...moreWays])
    it(`is named, and nothing else, when ${title}: ${cause}`, async () => {
      const {
        causes: [only],
      } = await stage.says(await act(stage), [cause]);
      assert.ok(only && only.title !== '' && only.mend.title !== '');
      assert.ok((await vscode.commands.getCommands()).includes(only.mend.command), only.mend.command);
    });

  for (const { causes, act } of pairs)
    it(`is ${causes.join(' and ')}, and nothing else, where both are so`, async () => {
      await stage.says(await act(stage), causes);
    });

  it('is that the server could not start, with its reason', async () => {
    await vscode.commands.executeCommand('porthole.stop');
    await stage.set('root', '../elsewhere').catch(() => undefined);
    const { causes } = await stage.says('index.html', ['failed']);
    assert.match(causes[0]?.detail ?? '', /porthole\.root/);
  });

  it('is about the file in view without another one, and mended by its button', async () => {
    await stage.visit('index.html');
    const document = await stage.type('script.js', '// typed\n');
    const {
      causes: [only],
    } = await stage.says(undefined, ['unsaved']);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until('the save', () => !document.isDirty);
    assert.equal(only?.mend.title, 'Save');
    await stage.says('script.js', []);
    stage.write('script.js', 'window.started = true;\n');
  });
});
