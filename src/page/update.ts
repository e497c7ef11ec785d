import type { Operation, Outcome } from '../protocol/page';
import { OPT_OUT, OPTED_OUT } from '../protocol/paths';
import { addressOfDocument, attributeOf, bodyOf, hasAttribute, page } from './own/dom';
import { customEvent, dispatch } from './own/events';
import { inBackground, textOf } from './own/language';
import { append, some } from './own/lists';
import { slice, test } from './own/text';
import {
  type Gathered,
  parts,
  type PartMessage,
  type SignOfLife,
  type UpdateMessage,
  type Updates,
} from './parts';
import { around, isBesideOthers, isLeftToPageAround, onFrameLeaving } from './patch/around';
import { BridgeDoor } from './bridge/bridgeDoor';
import { ConsoleDoor } from './console/consoleDoor';
import { Following } from './following';
import { echo } from './patch/echo';
import { Patcher } from './patch/patch';
import { failures } from './lost';
import { Refusal } from './refusal';
import { loadAgain } from './keep/again';
import type { Answer, Reloading } from './keep/reloading';
import { AddedPlaces } from './swap/addedPlaces';
import { swapResource } from './swap/resources';
import { droppedOf, swapStyle } from './swap/stylesheets';
import { visitorState } from './keep/visitorState';

/** Whether the page opted out of updates, by its address or by an attribute of its body. */
function hasOptedOut(): boolean {
  if (test(OPT_OUT, addressOfDocument(page))) return true;
  const body = bodyOf(page);
  return (
    body !== null &&
    (attributeOf(body, 'data-porthole') === 'off' || hasAttribute(body, 'data-server-no-reload'))
  );
}

/** A class or a style never reloads a page. */
const isMoreThanLooks = (operation: Operation): boolean =>
  operation[0] !== 'attribute' || (operation[2] !== 'class' && operation[2] !== 'style');

const pathsIn = ({ path, also }: Extract<UpdateMessage, { type: 'style' | 'resource' }>): string[] => {
  const paths = [path];
  append(paths, also ?? []);
  return paths;
};

const isBridge = <M extends PartMessage>(message: M): message is Exclude<M, SignOfLife> =>
  message.type !== 'hello' && message.type !== 'pong' && message.type !== 'stopping';

class AllUpdates implements Updates {
  readonly #places = new AddedPlaces();
  readonly #patcher: Patcher;
  readonly #bridge: BridgeDoor;
  readonly #reloading: Reloading;
  readonly #consoles: ConsoleDoor;
  readonly #send: Gathered['send'];
  readonly #following: Following;

  constructor({ script, recording, reloading, errors, send }: Gathered) {
    this.#send = send;
    this.#patcher = new Patcher(script, recording);
    this.#bridge = new BridgeDoor({ patcher: this.#patcher, send });
    this.#reloading = reloading;
    this.#consoles = new ConsoleDoor({
      send,
      nodeOf: (node, tell) => this.#bridge.tellNumber(node, tell),
    });
    this.#following = new Following(send);
    errors.leadTo(failures(errors));
    onFrameLeaving((cause, reason) => this.#reload(cause, reason).outcome === 'reloaded');
  }

  hear(message: PartMessage): void {
    if (message.type === 'console') this.#consoles.hear(message);
    else if (message.type === 'inStep' || message.type === 'step')
      inBackground(this.#following.hear(message));
    else if (message.type === 'judge')
      this.#send({ type: 'judged', id: message.id, dropped: droppedOf(message.checks) });
    else if (isBridge(message)) {
      // A `pick` message is the first one of a connection.
      if (message.type === 'pick') this.#consoles.connected();
      this.#bridge.hear(message);
    }
  }

  async take(message: UpdateMessage): Promise<Answer> {
    around.isKnown = 'around' in message;
    try {
      return await this.#announced(message);
    } catch (error) {
      const outcome: Outcome = error instanceof Refusal ? 'refused' : 'failed';
      return { outcome, reason: slice(textOf(error), 0, 500) };
    }
  }

  /** Runs an update between its two events; a listener of the first one can cancel it. */
  async #announced(message: UpdateMessage): Promise<Answer> {
    const { path, type } = message;
    // The server sends the source only once, so it is kept even if the page prevents the patch.
    if (type === 'patch') this.#patcher.learn(message.source);
    if (hasOptedOut()) return { outcome: 'prevented', reason: OPTED_OUT };
    if (!dispatch(page, customEvent('porthole:before-update', true, { path, type })))
      return { outcome: 'prevented' };
    const answer = await this.#apply(message);
    // After `location.reload()` the document is unloading; an event would report an update that is not visible.
    if (answer.outcome === 'applied' && type !== 'reload')
      dispatch(page, customEvent('porthole:after-update', false, { path, type }));
    return answer;
  }

  async #apply(message: UpdateMessage): Promise<Answer> {
    switch (message.type) {
      case 'style':
        return { outcome: await swapStyle(pathsIn(message), message.check) };
      case 'resource': {
        const isShown = await swapResource(pathsIn(message));
        this.#places.follow();
        return { outcome: isShown ? 'applied' : 'unused' };
      }
      case 'reload':
        if (message.beside && !isBesideOthers()) return { outcome: 'unused' };
        return isLeftToPageAround(message.cause)
          ? { outcome: 'reloaded' }
          : this.#reloading.reload(message.cause, visitorState, loadAgain);
      // Awaited, because a returned promise is resolved through its `then`, which a page can replace.
      case 'patch': {
        const answer = await this.#patch(message);
        return answer;
      }
      default:
        return message satisfies never;
    }
  }

  /** A page whose reload is refused has still applied the update: the next patch builds on it. */
  #reload(cause: string, reason: string): Answer {
    if (isLeftToPageAround(cause)) return { outcome: 'reloaded', reason };
    const { outcome } = this.#reloading.reload(cause, visitorState, loadAgain);
    return { outcome: outcome === 'applied' ? 'reloaded' : 'applied', reason };
  }

  async #patch(message: Extract<UpdateMessage, { type: 'patch' }>): Promise<Answer> {
    const patcher = this.#patcher;
    patcher.apply(message.operations);
    this.#bridge.patched();
    this.#places.renew();
    const { judge } = patcher;
    if (some(message.operations, isMoreThanLooks)) judge.reason ??= await echo();
    const { reason } = judge;
    if (message.saved !== true || reason === undefined) return { outcome: 'applied' };
    return this.#reload(message.cause, reason);
  }
}

parts.update = gathered => new AllUpdates(gathered);
