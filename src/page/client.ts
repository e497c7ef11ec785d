import type { Outcome, ToPage } from '../protocol/page';
import { PageBridge } from './bridge/bridge';
import { Connection } from './connection';
import { announce } from './frame';
import { keep, restore } from './keep';
import { Patcher, PatchRefusal } from './patch/patch';
import { Uses } from './uses';
import { swapResource } from './swap/resources';
import { swapStyle } from './swap/stylesheets';
import { PageErrors } from './pageErrors';

/** Whether the page opted out of updates by an attribute of its body. */
function hasOptedOut(): boolean {
  const { body } = document;
  return body?.dataset['porthole'] === 'off' || (body?.hasAttribute('data-server-no-reload') ?? false);
}

/** Runs an update between its two events; a listener of the first one can cancel it. */
async function update(
  path: string,
  type: ToPage['type'],
  act: () => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  const detail = { path, type };
  if (hasOptedOut()) return 'prevented';
  const before = new CustomEvent('porthole:before-update', { cancelable: true, detail });
  if (!document.dispatchEvent(before)) return 'prevented';
  const outcome = await act();
  // After `location.reload()` the document is unloading; an event would report an update that is not visible.
  if (outcome === 'applied' && type !== 'reload')
    document.dispatchEvent(new CustomEvent('porthole:after-update', { detail }));
  return outcome;
}

function reload(): Outcome {
  keep();
  location.reload();
  return 'applied';
}

async function apply(message: ToPage, patcher: Patcher, bridge: PageBridge): Promise<Outcome | undefined> {
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
      return update(message.path, message.type, () => {
        const outcome = patcher.apply(message.operations);
        bridge.patched();
        return outcome;
      });
    case 'pick':
    case 'tree':
    case 'where':
    case 'mark':
      bridge.hear(message);
      return undefined;
    default:
      return message satisfies never;
  }
}

/** The outcome of a message, with the reason if it was not applied. */
async function outcomeOf(
  message: ToPage,
  patcher: Patcher,
  bridge: PageBridge,
): Promise<{ outcome: Outcome; reason?: string } | undefined> {
  try {
    const outcome = await apply(message, patcher, bridge);
    return outcome && { outcome };
  } catch (error) {
    return {
      outcome: error instanceof PatchRefusal ? 'refused' : 'failed',
      reason: String(error).slice(0, 500),
    };
  }
}

function start(script: HTMLScriptElement | SVGScriptElement): void {
  if (!(script instanceof HTMLScriptElement)) return;
  const errors = new PageErrors();
  const patcher = new Patcher(script);
  const connection = new Connection(script, {
    onMessage: async message => {
      const done = await outcomeOf(message, patcher, bridge);
      if (!done || !('seq' in message)) return;
      if (message.type === 'patch' && done.outcome === 'applied') connection.shown = message.document;
      connection.send({ type: 'done', seq: message.seq, ...done });
    },
    onOpen: () => {
      uses.tellAll();
      errors.to(message => connection.send(message));
    },
  });
  const bridge = new PageBridge(script, patcher, message => connection.send(message));
  const uses = new Uses(batch => connection.send({ type: 'uses', uses: batch }));
  restore();
  announce();
}

const script = document.currentScript;
if (script) start(script);
