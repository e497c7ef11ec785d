import type { ToPage } from '../protocol/page';
import { addressOfDocument, attributeOf, currentScript, isHtml, page, takeAttribute } from './own/dom';
import { inBackground } from './own/language';
import { hrefOf, parseUrl } from './own/window';
import { Connection } from './connection';
import { announce } from './framed';
import { loadUpdates } from './loadUpdates';
import { PageErrors } from './pageErrors';
import type { Gathered } from './parts';
import { Recording } from './patch/recording';
import { type Answer, Reloading } from './keep/reloading';
import { recordReads } from './reads/record';
import { Uses } from './uses';

/** The outcome of a message; undefined for messages that are no updates. */
async function outcomeOf(message: ToPage, address: string, gathered: Gathered): Promise<Answer | undefined> {
  switch (message.type) {
    case 'hello':
    case 'pong':
    case 'stopping':
      return undefined;
    case 'pick':
    case 'tree':
    case 'where':
    case 'mark':
    case 'inStep':
    case 'step':
    case 'ask':
    case 'console':
    case 'judge':
      (await loadUpdates(address, gathered))?.hear(message);
      return undefined;
    case 'style':
    case 'resource':
    case 'patch':
    case 'reload': {
      const updates = await loadUpdates(address, gathered);
      // Without the part that applies updates a reload is the only one.
      if (!updates) return gathered.reloading.reload(message.path, () => []);
      // Awaited: a promise that is returned is resolved by its `then`, which a page can replace.
      const answer = await updates.take(message);
      return answer;
    }
    default:
      return message satisfies never;
  }
}

function start(script: HTMLScriptElement): void {
  const gathered: Gathered = {
    script,
    recording: new Recording(script),
    reloading: new Reloading(),
    send: message => connection.send(message),
  };
  const errors = new PageErrors();
  recordReads();
  const url = parseUrl(attributeOf(script, 'src') ?? '', addressOfDocument(page));
  const address = url ? hrefOf(url) : '';
  const tag = { address, document: attributeOf(script, 'data-document') ?? '' };
  // The id differs from one source to the next: a patched page is to have the markup of a fresh load.
  takeAttribute(script, 'data-document');
  const connection = new Connection(tag, {
    onMessage: async message => {
      const done = await outcomeOf(message, address, gathered);
      if (!done || !('seq' in message)) return;
      const { outcome, reason } = done;
      if (message.type === 'patch' && outcome === 'applied') connection.shown = message.document;
      const head = { type: 'done', seq: message.seq, outcome } as const;
      connection.send(reason === undefined ? head : { type: head.type, seq: head.seq, outcome, reason });
    },
    onOpen: () => {
      uses.tellAll();
      errors.to(message => connection.send(message));
    },
  });
  const uses = new Uses(batch => connection.send({ type: 'uses', uses: batch }));
  gathered.reloading.begin();
  announce(address);
  // At once: a `<meta>` with a policy may follow, and would forbid it.
  inBackground(loadUpdates(address, gathered));
}

const script = currentScript(page);
if (isHtml(script, 'script')) start(script as HTMLScriptElement);
