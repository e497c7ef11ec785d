import assert from 'node:assert/strict';
import type { Target } from '../../../src/server/check/links';
import { LinkAnswers } from '../../../src/server/check/linkAnswers';
import type { LinkAnswer } from '../../../src/server/check/problemsOf';

const target = (path: string): Target => ({ written: path, path, fragment: undefined, isLink: true });
const MISSING: LinkAnswer = { kind: 'missing', near: [], onlyCase: false, file: undefined };

describe('the answers at addresses', () => {
  let asked: string[];
  let time = 0;
  let answers: LinkAnswers;
  const lookAll = async (...paths: string[]): Promise<string[]> => {
    asked = [];
    answers.begin();
    for (const path of paths) await answers.of(target(path));
    return asked;
  };

  beforeEach(() => {
    time = 0;
    answers = new LinkAnswers(
      ({ path }) => {
        asked.push(path);
        return Promise.resolve(path.includes('gone') ? MISSING : { kind: 'there' });
      },
      () => time,
    );
  });

  it('ask once for each, until something changes', async () => {
    assert.deepEqual(await lookAll('/a.html', '/b.html', '/a.html'), ['/a.html', '/b.html']);
    assert.deepEqual(await lookAll('/a.html', '/b.html'), []);
    const { generation } = answers;
    answers.forget();
    assert.equal(answers.generation, generation + 1);
    assert.deepEqual(await lookAll('/a.html'), ['/a.html']);
  });

  it('ask again, for a file that came or went, for its path and for all that is missing', async () => {
    await lookAll('/a.html', '/b/', '/b/c', '/gone.html');
    answers.forgetPath('/b/c.html');
    assert.deepEqual(await lookAll('/a.html', '/b/', '/b/c', '/gone.html'), ['/b/c', '/gone.html']);
    answers.forgetPath('/b/index.html');
    assert.deepEqual(await lookAll('/a.html', '/b/', '/b/c'), ['/b/', '/b/c']);
  });

  it('ask again after a while, since programs say nothing', async () => {
    await lookAll('/a.html');
    time = 10_001;
    assert.deepEqual(await lookAll('/a.html'), ['/a.html']);
  });
});
