import { strict as assert } from 'node:assert';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  assertCut,
  assertInTime,
  becomesFree,
  downloads,
  goOn,
  inFlight,
} from '../../server/support/inFlight';
import { folder, portOf, porthole } from '../helpers';

describe('Stop with two hundred requests in flight', function () {
  this.timeout(120_000);
  const files = Object.entries(downloads).map(
    ([name, bytes]) => [path.join(folder().fsPath, name), bytes] as const,
  );
  before(async () => {
    for (const [file, bytes] of files) await writeFile(file, bytes);
  });
  after(async () => {
    for (const [file] of files) await rm(file);
  });

  it('ends them whole or visibly cut, in time, and the port is free at once', async () => {
    const timeout = vscode.workspace.getConfiguration('porthole').get<number>('shutdownTimeout', 0);
    await assertInTime(timeout, async () => {
      const api = await porthole();
      const port = portOf(await api.start(folder()));
      const flight = await inFlight(port);
      const began = performance.now();
      const stopped = vscode.commands.executeCommand('porthole.stop', folder()).then(() => performance.now());
      await becomesFree(port);
      assert.equal(api.servers[0]?.state, 'stopping', 'the port is free while replies are in flight');
      await goOn(flight);
      const at = await stopped;
      assert.equal(api.servers[0]?.state, 'stopped');
      await assertCut(flight);
      return at - began;
    });
  });
});
