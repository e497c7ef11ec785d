import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Outcome, ToPage } from '../../../src/protocol/page';
import { ConnectedPage, type Pending, type Step } from '../../../src/server/live/channel/connectedPage';
import type { Connection } from '../../../src/server/live/channel/connection';

/** A page whose update steps the test decides one by one. */
class Desk {
  readonly sent: string[] = [];
  readonly outcomes: string[] = [];
  /** The files of the requested steps, and whether they were saved. */
  readonly asked: string[] = [];
  private readonly answers: ((step: Step | undefined) => void)[] = [];
  private sequence = 0;
  private last = 0;
  readonly page = new ConnectedPage(
    '/',
    'index.html',
    { since: 0, isBack: false },
    { send: (message: ToPage) => this.send(message) } as unknown as Connection,
    {
      step: (_page, { file, saved }: Pending) => {
        this.asked.push(`${file}${saved ? ' saved' : ''}`);
        return new Promise(resolve => this.answers.push(resolve));
      },
      turn: () => Promise.resolve(),
      onOutcome: (_page, { file }, { outcome }, sent) => this.outcomes.push(`${sent} ${file} ${outcome}`),
      onLeaving: () => undefined,
      reloadsOnSave: () => false,
      inBackground: work => void work.catch(assert.fail),
    },
  );

  want(file: string, saved = true): void {
    this.page.want({ file, saved, began: 0 });
  }

  async answer(type: 'style' | 'resource' | undefined, path = ''): Promise<void> {
    this.answers.shift()?.(type && { message: { type, seq: ++this.sequence, path, cause: path } });
    await turn();
  }

  async reload(path: string): Promise<void> {
    this.page.reload({ seq: ++this.sequence, path, cause: path }, { file: path, saved: true, began: 0 });
    await turn();
  }

  async done(outcome: Outcome, seq = this.last): Promise<void> {
    this.page.done({ type: 'done', seq, outcome });
    await turn();
  }

  private send(message: ToPage): void {
    if (!('seq' in message)) return;
    this.last = message.seq;
    this.sent.push(`${message.type} ${message.path}`);
  }
}

describe('the updates of one page', () => {
  let desk: Desk;
  beforeEach(() => (desk = new Desk()));

  it('keep the last answer about a file when the page is told of another page’s reload for it', async () => {
    desk.want('a');
    await desk.answer('style', 'a');
    await desk.done('applied');
    desk.page.lost.add('a');
    desk.page.want({ file: 'a', saved: true, began: 1, isBeside: true });
    await desk.answer('style', 'a');
    await desk.done('unused');
    assert.deepEqual([desk.page.answerTo('a')?.outcome, ...desk.page.lost], ['applied', 'a']);
  });

  it('are sent one at a time, and of those that wait the latest of each file', async () => {
    desk.want('a');
    desk.want('b', false);
    desk.want('c');
    desk.want('b');
    assert.deepEqual(desk.asked, ['a saved']);
    await desk.answer('style', 'a');
    assert.deepEqual([desk.sent, desk.asked], [['style a'], ['a saved']]);
    await desk.done('applied');
    assert.deepEqual(desk.asked, ['a saved', 'c saved']);
    await desk.answer(undefined);
    assert.deepEqual(desk.asked, ['a saved', 'c saved', 'b saved']);
  });

  it('are not sent once a reload is on its way, though they were being prepared', async () => {
    desk.want('a');
    desk.want('b');
    await desk.reload('index.html');
    await desk.answer('style', 'a');
    assert.deepEqual([desk.sent, desk.asked], [['reload index.html'], ['a saved']]);
    await desk.done('prevented');
    desk.want('c');
    assert.deepEqual(desk.asked, ['a saved', 'c saved']);
  });

  it('follow no answer to another message', async () => {
    desk.want('a');
    desk.want('b');
    await desk.done('applied', 0);
    await desk.answer('style', 'a');
    await desk.done('applied', 99);
    assert.deepEqual(desk.asked, ['a saved']);
    await desk.done('applied');
    assert.deepEqual(desk.asked, ['a saved', 'b saved']);
  });

  it('that wait as drafts are due when the file is saved as it was typed', async () => {
    desk.want('a', false);
    await desk.answer('style', 'a');
    await desk.done('waits');
    desk.page.saved('b', 0);
    assert.deepEqual(desk.asked, ['a']);
    desk.page.saved('a', 0);
    assert.deepEqual(desk.asked, ['a', 'a saved']);
  });

  it('that are saved while a draft is under way are due if the page could not take the draft', async () => {
    desk.want('a', false);
    desk.page.saved('a', 0);
    await desk.answer(undefined);
    assert.deepEqual(desk.asked, ['a', 'a saved']);
    await desk.answer('style', 'a');
    await desk.done('applied');
    desk.want('b', false);
    await desk.answer('style', 'b');
    desk.page.saved('b', 0);
    await desk.done('waits');
    assert.deepEqual(desk.asked, ['a', 'a saved', 'b', 'b saved']);
  });

  it('that are not applied are told, with the message that was sent', async () => {
    for (const outcome of ['unused', 'refused', 'failed', 'prevented', 'reloaded'] as const) {
      desk = new Desk();
      desk.want('a');
      await desk.answer('resource', 'a');
      await desk.done(outcome);
      assert.deepEqual(desk.outcomes, [`resource a ${outcome}`]);
      desk.want('b');
      assert.equal(desk.asked.length, outcome === 'reloaded' ? 1 : 2, outcome);
    }
  });
});
