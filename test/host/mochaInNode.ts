// node out/test/host/mochaInNode.js <suite> <outcome file>: a suite of `test` that runs in Node.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LIMITS, NOT_FORWARDED } from '../page/engines';
import { findBrowser } from './browser';
import { needBrowser } from './installBrowser';
import { engineName, lackOf } from './engine/engines';
import { isForwarded } from './forward';
import { type Limit, runFolder } from './mochaRun';
import { closeKept } from './keptWindow';
import { beginLending, endLending } from './lent';
import { messageOf, say } from './say';
import { share } from './shared';
import { stillRunning } from './stillRunning';
import type { Outcome } from './suites';
import { lackOfWine } from './wine';

/** Milliseconds a test may take in Node. */
const TIMEOUT = 40_000;
/** Milliseconds after the last test within which sockets and processes may end. */
const GRACE = 10_000;
/** Suites that open pages in a browser. */
const WITH_BROWSER = ['page', 'panel', 'sites', 'windows', 'workbench'];

async function main(): Promise<void> {
  const [folder, outcomeFile] = process.argv.slice(2);
  if (!folder || !outcomeFile) throw new Error('Which folder, and where does the outcome go?');
  // A signal would end this process without its `exit` event, which ends the programs that tests have
  // started.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const suite = path.basename(folder);
  const outcome = (await lacking(suite)) ?? (await runShared(folder, suite, outcomeFile));
  writeFileSync(outcomeFile, JSON.stringify(outcome));
  // Called when nothing runs any more: at its end, Node 20 may wait for ever for handles that it closes
  // itself.
  process.once('beforeExit', () => process.exit());
  process.exitCode = outcome.failed > 0 || (outcome.passed === 0 && !outcome.lack) ? 1 : 0;
  setTimeout(() => {
    const left = stillRunning();
    say(['The suite has ended but something still runs:', ...left].join('\n  '));
    writeFileSync(outcomeFile, JSON.stringify({ ...outcome, left }));
    process.exit(1);
  }, GRACE).unref();
}

/**
 * The outcome of a suite that cannot run here, with the reason. Without a browser it fails. A missing engine
 * or system only counts as a failure if everything was requested, as in the gate.
 */
async function lacking(suite: string): Promise<Outcome | undefined> {
  const lack = suite === 'windows' ? lackOfWine() : lackOf(engineName());
  const isNeeded = process.env['PORTHOLE_EVERYTHING'] === '1';
  if (lack) return lackOutcome(lack, isNeeded);
  if (!WITH_BROWSER.includes(suite)) return undefined;
  return needBrowser().then(
    () => undefined,
    (error: unknown) => lackOutcome(messageOf(error), true),
  );
}

function lackOutcome(lack: string, isFailure: boolean): Outcome {
  say(`${isFailure ? '✗' : '·'} ${lack}`);
  return { passed: 0, failed: isFailure ? 1 : 0, failures: isFailure ? [lack] : [], blocks: [], lack };
}

/** One VS Code and one browser for all files of `workbench`; elsewhere a browser starts once for all files. */
async function runShared(folder: string, suite: string, outcomeFile: string): Promise<Outcome> {
  const sharing = suite === 'workbench' ? await share(true) : undefined;
  Object.assign(process.env, sharing?.env);
  if (!sharing) beginLending();
  try {
    return await runFolder(path.resolve(folder), TIMEOUT, outcomeFile, limitsOf(suite));
  } finally {
    await endLending();
    await closeKept();
    await sharing?.close();
  }
}

/** Tests that a headless shell cannot pass: it is the engine alone, not a whole browser. */
const OF_SHELLS: Readonly<Record<string, readonly Limit[]>> = {
  page: [
    {
      title: /^a page that misses updates shows them when it comes back out of the cache/,
      why: 'the headless shell that the tests have got keeps no page for Back; install Chrome, Chromium or Edge',
    },
  ],
  panel: [
    {
      title: /^an exported archive is taken by the DevTools of Chromium/,
      why: 'the headless shell that the tests have got carries no DevTools; install Chrome, Chromium or Edge',
    },
  ],
};

function limitsOf(suite: string): readonly Limit[] {
  const engine = engineName();
  const ofShell = engine === 'chromium' && !findBrowser() ? (OF_SHELLS[suite] ?? []) : [];
  const limits = [...LIMITS[engine], ...ofShell];
  if (!isForwarded()) return limits;
  if (suite === 'page') return [...limits, ...NOT_FORWARDED];
  return [
    ...limits,
    { title: /^a real site that is edited /, why: 'the suite page tries edits behind a path' },
  ];
}

void main();
