import { self } from '../own/window';
import type { Tell } from './messages';

/** The dialogs do nothing in a webview, whose sandbox forbids modals: the panel says so. */
export function reportDialogs(tell: Tell): void {
  const reported =
    <R>(native: (this: void, message?: string, initial?: string) => R) =>
    (message?: string, initial?: string): R => {
      tell({ type: 'porthole:dialog' });
      return native(message, initial);
    };
  self.alert = reported(self.alert.bind(self));
  self.confirm = reported(self.confirm.bind(self));
  self.prompt = reported(self.prompt.bind(self));
}
