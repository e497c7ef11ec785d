import type { FromPage } from '../protocol/page';
import { addressOfDocument, attributeOf, currentScript, isHtml, page, takeAttribute } from './own/dom';
import { inBackground } from './own/language';
import { hrefOf, parseUrl } from './own/window';
import { Connection } from './connection';
import { announce } from './framed';
import { loadUpdates } from './loadUpdates';
import { PageErrors } from './pageErrors';
import type { Gathered } from './parts';
import { Recording } from './patch/recording';
import { Reloading } from './keep/reloading';
import { recordReads } from './reads/record';
import { Uses } from './uses';

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
      // Every half minute: a policy that forbids the part would report each attempt.
      if (message.type === 'pong') return undefined;
      const updates = await loadUpdates(address, gathered);
      if (!('seq' in message)) return updates?.hear(message);
      // Without the part that applies updates a reload is the only one.
      const { outcome, reason } = updates
        ? await updates.take(message)
        : gathered.reloading.reload(message.path, () => []);
      if (message.type === 'patch' && outcome === 'applied') connection.shown = message.document;
      // `toJson` leaves out what is undefined.
      connection.send({ type: 'done', seq: message.seq, outcome, reason } as FromPage);
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
