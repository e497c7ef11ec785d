import assert from 'node:assert/strict';
import { withPass } from '../../../src/server/reply/framing';
import { noBody, type Reply } from '../../../src/server/reply/reply';

describe('the cookie for routes', () => {
  for (const name of ['Set-Cookie', 'set-cookie', 'SET-COOKIE'])
    it(`stands beside those of the reply, each once, however the reply spells ${name}`, () => {
      const reply: Reply = { status: 200, headers: { [name]: ['a=1', 'b=2'] }, body: noBody, rule: 'proxy' };
      const fields = Object.entries(withPass(reply, 'pass=3').headers);
      assert.deepEqual(fields, [['Set-Cookie', ['a=1', 'b=2', 'pass=3']]]);
    });
});
