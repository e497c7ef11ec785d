import type { FromPage } from '../protocol/page';
import { attributeOf, currentScript, isHtml, page, takeAttribute } from './own/dom';
import { on } from './own/events';
import { inBackground } from './own/language';
import { source } from './own/window';
import { Connection } from './connection';
import { announce } from './framed';
import { loadUpdates, restore } from './loadUpdates';
import { PageErrors } from './pageErrors';
import { type Gathered, parts } from './parts';
import { Recording } from './patch/recording';
import { Reloading } from './keep/reloading';
import { recordReads } from './reads/record';
import { Uses } from './uses';

function start(script: HTMLScriptElement): void {
  const gathered: Gathered = {
    script,
    recording: new Recording(script),
    reloading: new Reloading(),
    errors: new PageErrors(),
    send: message => connection.send(message),
  };
  recordReads();
  const address = source ?? '';
  const tag = { address, document: attributeOf(script, 'data-document') ?? '' };
  // Each source has an id of its own: a patched page must have the markup of a fresh load.
  takeAttribute(script, 'data-document');
  const connection = new Connection(tag, {
    onMessage: async message => {
      // Pongs come every half minute: a policy that forbids the part would report each attempt to load it.
      if (message.type === 'pong') return undefined;
      const updates = await loadUpdates(gathered);
      if (!('seq' in message)) return updates?.hear(message);
      // Without that part, a reload is the only update.
      const { outcome, reason } = updates
        ? await updates.take(message)
        : gathered.reloading.reload(message.cause, () => []);
      if (message.type === 'patch' && outcome === 'applied') connection.shown = message.document;
      // `toJson` leaves out what is undefined.
      connection.send({ type: 'done', seq: message.seq, outcome, reason } as FromPage);
    },
    onOpen: () => {
      uses.tellAll();
      gathered.errors.to(message => connection.send(message));
    },
  });
  const uses = new Uses(batch => connection.send({ type: 'uses', uses: batch }));
  gathered.reloading.begin(kept => inBackground(restore(kept)));
  on(page, 'load', event => parts.heard?.(event), { capture: true });
  announce();
  // Before more is parsed: a `<meta>` that follows may have a policy that forbids it.
  inBackground(loadUpdates(gathered));
}

const script = currentScript(page);
if (isHtml(script, 'script')) start(script as HTMLScriptElement);
