import type { StepAction } from '../../../protocol/step';
import type { ConnectedPage } from '../channel/connectedPage';
import type { LiveHost } from '../door';

/** Passes on what a person does on one device to the others that show the same page. */
export class InStep {
  /** Pages that have been told to follow. */
  private readonly told = new WeakSet<ConnectedPage>();

  constructor(
    private readonly host: Pick<LiveHost, 'options'>,
    private readonly pages: Iterable<ConnectedPage>,
  ) {}

  /** Tells a page whether it is in step, if that has changed. */
  greet(page: ConnectedPage): void {
    const on = this.host.options().shareSync;
    if (on === this.told.has(page)) return;
    if (on) this.told.add(page);
    else this.told.delete(page);
    page.connection.send({ type: 'inStep', on });
  }

  /** An action never comes back to its own page. A device that was taken out of step neither sends nor gets one. */
  hear(from: ConnectedPage, action: StepAction): void {
    if (!this.host.options().shareSync || !from.may('step')) return;
    for (const page of this.pages)
      if (page !== from && page.address === from.address && page.may('step'))
        page.connection.send({ type: 'step', action });
  }
}
