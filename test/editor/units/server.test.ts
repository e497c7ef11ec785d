import { strict as assert } from 'node:assert';
import { Uri } from 'vscode';
import { HumanError } from '../../../src/protocol/humanError';
import { Server, type ServerHost, type ServerState } from '../../../src/editor/server/server';
import { TIMES } from '../../../src/editor/server/supervisor';
import type { LogLevel } from '../../../src/protocol/logEntry';
import { until } from '../helpers';
import { OPTIONS, standIn } from './standIn';

const QUICK = { ...TIMES, pingEvery: 40, backOff: [10, 20, 30] };

describe('a server whose thread', () => {
  const thread = standIn();
  const said: string[] = [];
  const states: ServerState['kind'][] = [];
  let server: Server;

  interface Odd {
    readonly script?: string;
    readonly times?: ServerHost['times'];
    readonly texts?: object;
  }

  function make(root = '/site', { script = thread.script, times = QUICK, texts = {} }: Odd = {}): Server {
    const folder = { uri: Uri.file('/site'), name: 'site', kind: 'workspace' } as const;
    const host: ServerHost = {
      up: () => undefined,
      missed: () => undefined,
      script,
      times,
      options: () => {
        if (root === '') throw new HumanError('refused by the settings');
        return { ...OPTIONS, root, texts };
      },
      logLevel: () => 'info' as const,
      log: async () => undefined,
      interests: () => ({ watched: false, console: false }),
      recorded: () => undefined,
      faults: () => undefined,
      shared: () => undefined,
      console: () => undefined,
      bridge: () => undefined,
      say: (_: LogLevel, text: string) => void said.push(text),
      error: error => void said.push(String(error)),
    };
    server = new Server(folder, host);
    server.onDidChange(state => {
      if (states.at(-1) !== state.kind) states.push(state.kind);
    });
    return server;
  }

  const tell = (how: string): void =>
    server.post({ type: 'changed', changes: [{ path: how, how: 'saved' }] });
  const becomes = async (kind: ServerState['kind']): Promise<unknown> =>
    until(kind, () => server.state.kind === kind || undefined);
  const comesBack = async (): Promise<void> => {
    states.length = 0;
    await until('a new life', () => states.join() === 'starting,running' || undefined);
  };

  afterEach(async () => {
    await server.stop();
    server.dispose();
    said.length = 0;
    states.length = 0;
  });
  after(() => thread.remove());

  it('works runs once, however often it is started', async () => {
    const [first, second] = await Promise.all([make().start(), server.start()]);
    assert.equal(first, second);
    assert.equal(await server.start(), first);
    assert.deepEqual(states, ['starting', 'running']);
  });

  it('works stops once, however often it is stopped', async () => {
    await make().start();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    assert.deepEqual(states, ['starting', 'running', 'stopping', 'stopped']);
  });

  it('is still starting can be stopped, and who waits for it hears so', async () => {
    const refused = assert.rejects(make().start(), /was stopped before it had started/);
    await server.stop();
    await refused;
    assert.equal(server.state.kind, 'stopped');
  });

  it('is only just starting can be stopped by who hears of it first', async () => {
    make().onDidChange(state => {
      if (state.kind === 'starting') void server.stop();
    });
    await assert.rejects(server.start(), /was stopped before it had started/);
    await becomes('stopped');
    assert.deepEqual(states, ['starting', 'stopping', 'stopped']);
  });

  for (const how of ['throw', 'exit', 'memory'] as const) {
    it(`breaks down (${how}) comes back on the same port`, async () => {
      const { port } = await make().start();
      const back = comesBack();
      tell(how);
      await back;
      assert.equal(server.state.kind === 'running' && server.state.port, port);
      assert.match(said.join('\n'), /Restarting it on the same port \(attempt 1\)/);
    });
  }

  it('hangs is ended and comes back on the same port', async () => {
    await make().start();
    const back = comesBack();
    tell('spin');
    await back;
    assert.match(said.join('\n'), /did not answer/);
  });

  it('hangs can be stopped', async () => {
    await make().start();
    tell('spin');
    await server.stop();
    assert.equal(server.state.kind, 'stopped');
  });

  it('is held by native code is not waited for', async () => {
    await make('/site', { times: { ...QUICK, exitWithin: 50 } }).start();
    tell('native');
    await server.stop();
    assert.equal(server.state.kind, 'stopped');
    assert.match(said.join('\n'), /does not end/);
  });

  it('breaks down at every start is tried three times more, then failed with the reason', async () => {
    const start = make('/crash').start();
    await assert.rejects(start, /thrown on purpose/);
    assert.equal(said.filter(text => text.includes('Restarting it')).length, 3);
    assert.equal(server.state.kind, 'failed');
  });

  it('has no options is failed with the reason', async () => {
    await assert.rejects(make('').start(), /refused by the settings/);
    assert.deepEqual(states, ['failed']);
  });

  it('cannot listen is failed at once with the reason, and may be started again', async () => {
    await assert.rejects(make('/fail').start(), /refused on purpose/);
    assert.deepEqual(states, ['starting', 'failed']);
    await assert.rejects(server.start(), /refused on purpose/);
  });

  it('sends nonsense is not listened to', async () => {
    await make().start();
    tell('nonsense');
    tell('pages');
    await until(
      'three pages',
      () => (server.state.kind === 'running' && server.state.pages === 3) || undefined,
    );
    assert.deepEqual(states, ['starting', 'running']);
  });

  it('prints is heard in the log', async () => {
    await make().start();
    tell('print');
    await until('the line', () => said.includes('printed on purpose') || undefined);
    await becomes('running');
  });

  it('cannot be made is tried again, then failed with the reason', async () => {
    const start = make('/site', { script: '../relative.cjs' }).start();
    await assert.rejects(start, /must be absolute|relative/i);
    assert.equal(server.state.kind, 'failed');
    assert.equal(said.filter(text => text.includes('Restarting it')).length, 3);
  });

  it('gets a first message that cannot be posted is failed with the reason', async () => {
    const texts = { name: () => 'no clone' } as object;
    await assert.rejects(make('/site', { texts }).start(), /could not be cloned/);
    assert.equal(server.state.kind, 'failed');
  });

  for (const how of ['leave', 'crash'])
    it(`ends while it starts (${how}) is tried again, then failed`, async () => {
      await assert.rejects(make(`/${how}`).start(), HumanError);
      assert.equal(server.state.kind, 'failed');
    });

  it('neither listens nor fails in time is ended, tried again, then failed', async () => {
    const start = make('/silent', { times: { ...QUICK, startWithin: 50 } }).start();
    await assert.rejects(start, /did not answer/);
    assert.equal(server.state.kind, 'failed');
  });

  it('neither listens nor fails can be stopped', async () => {
    const refused = assert.rejects(make('/silent').start(), /was stopped before/);
    await server.stop();
    await refused;
    assert.equal(server.state.kind, 'stopped');
  });

  it('is still starting keeps the options that come meanwhile, for its next life too', async () => {
    const start = make().start();
    server.configure({ trusted: false });
    server.allow({ authorities: ['a.example'] });
    const { options } = await start;
    assert.deepEqual([options.trusted, options.authorities], [false, ['a.example']]);
    const back = comesBack();
    tell('throw');
    await back;
    tell('options');
    await until('the options', () => said.includes('untrusted a.example') || undefined);
  });
});
