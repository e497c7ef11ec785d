import type { Outcome, ToPage } from '../protocol/page';
import { Connection } from './connection';
import { announce } from './frame';
import { keep, restore } from './keep';
import { Patcher, Unfit } from './patch/patch';
import { Uses } from './report';
import { swapResource } from './swap/resources';
import { swapStyle } from './swap/stylesheets';
import { TroubleReport } from './trouble';

/** Whether the author has asked for this page to be left alone. */
function isLeftAlone(): boolean {
  const { body } = document;
  return body?.dataset['porthole'] === 'off' || (body?.hasAttribute('data-server-no-reload') ?? false);
}

/** Lets the page prevent an update, and tells it afterwards. */
async function update(
  path: string,
  type: ToPage['type'],
  act: () => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  const detail = { path, type };
  if (isLeftAlone()) return 'prevented';
  const before = new CustomEvent('porthole:before-update', { cancelable: true, detail });
  if (!document.dispatchEvent(before)) return 'prevented';
  const outcome = await act();
  // A page that reloads is on its way out.
  if (outcome === 'applied' && type !== 'reload')
    document.dispatchEvent(new CustomEvent('porthole:after-update', { detail }));
  return outcome;
}

function reload(): Outcome {
  keep();
  location.reload();
  return 'applied';
}

async function apply(message: ToPage, patcher: Patcher): Promise<Outcome | undefined> {
  switch (message.type) {
    case 'hello':
    case 'pong':
    case 'stopping':
      return undefined;
    case 'style':
      return update(message.path, message.type, () => swapStyle(message.path, message.check));
    case 'resource':
      return update(message.path, message.type, () => swapResource(message.path));
    case 'reload':
      return update(message.path, message.type, reload);
    case 'patch':
      patcher.learn(message.source);
      return update(message.path, message.type, () => patcher.apply(message.operations));
    default:
      return message satisfies never;
  }
}

/** What became of a message, and why it was not what it should. */
async function outcomeOf(
  message: ToPage,
  patcher: Patcher,
): Promise<{ outcome: Outcome; reason?: string } | undefined> {
  try {
    const outcome = await apply(message, patcher);
    return outcome && { outcome };
  } catch (error) {
    return { outcome: error instanceof Unfit ? 'refused' : 'failed', reason: String(error).slice(0, 500) };
  }
}

function start(script: HTMLScriptElement | SVGScriptElement): void {
  if (!(script instanceof HTMLScriptElement)) return;
  const trouble = new TroubleReport();
  const patcher = new Patcher(script);
  const connection = new Connection(script, {
    onMessage: async message => {
      const done = await outcomeOf(message, patcher);
      if (!done || !('seq' in message)) return;
      if (message.type === 'patch' && done.outcome === 'applied') connection.shown = message.document;
      connection.send({ type: 'done', seq: message.seq, ...done });
    },
    onOpen: () => {
      uses.tellAll();
      trouble.to(message => connection.send(message));
    },
  });
  const uses = new Uses(batch => connection.send({ type: 'uses', uses: batch }));
  restore();
  announce();
}

const script = document.currentScript;
if (script) start(script);
