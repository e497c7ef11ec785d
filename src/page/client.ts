import type { Outcome, ToPage } from '../protocol/page';
import { Connection } from './connection';
import { announce } from './frame';
import { keep, restore } from './keep';
import { Uses } from './report';
import { swapResource } from './resources';
import { swapStyle } from './stylesheets';
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

async function apply(message: ToPage): Promise<Outcome | undefined> {
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
      return 'refused';
    default:
      return message satisfies never;
  }
}

function start(script: HTMLScriptElement | SVGScriptElement): void {
  if (!(script instanceof HTMLScriptElement)) return;
  const trouble = new TroubleReport();
  const connection = new Connection(script, {
    onMessage: async message => {
      let reason: string | undefined;
      const outcome = await apply(message).catch((error: unknown): Outcome => {
        reason = String(error).slice(0, 500);
        return 'failed';
      });
      if (outcome !== undefined && 'seq' in message)
        connection.send({
          type: 'done',
          seq: message.seq,
          outcome,
          ...(reason === undefined ? {} : { reason }),
        });
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
