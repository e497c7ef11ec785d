import type { ToPage } from '../protocol/page';
import type { StepAction } from '../protocol/step';
import { hrefOf, parseUrl, source } from './own/window';

/** Keeps this page in step with others: tells what a person does in it, and does what they tell. */
interface InStep {
  follow(on: boolean): void;
  act(action: StepAction): void;
}

/** The module `sync.js`. */
export interface InStepModule {
  readonly createInStep: (send: (action: StepAction) => void) => InStep;
}

export type StepMessage = Extract<ToPage, { type: 'inStep' | 'step' }>;

/** The page's side of devices in step. It loads the part for that once the feature is turned on. */
export class Following {
  #loading: Promise<InStep> | undefined;

  readonly #send: (message: { readonly type: 'step'; readonly action: StepAction }) => void;

  constructor(send: (message: { readonly type: 'step'; readonly action: StepAction }) => void) {
    this.#send = send;
  }

  async hear(message: StepMessage): Promise<void> {
    if (!this.#loading && !(message.type === 'inStep' && message.on)) return;
    try {
      this.#loading ??= this.#load();
      const inStep = await this.#loading;
      if (message.type === 'inStep') inStep.follow(message.on);
      else inStep.act(message.action);
    } catch {
      // A policy of the page forbids the part, or the server is gone: the next message tries again.
      this.#loading = undefined;
    }
  }

  async #load(): Promise<InStep> {
    // A connected page script has an address.
    const part = (await import(hrefOf(parseUrl('sync.js', source) as URL))) as InStepModule;
    return part.createInStep(action => this.#send({ type: 'step', action }));
  }
}
