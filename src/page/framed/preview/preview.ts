import type { FrameTheme } from '../../../protocol/frame';
import { inBackground } from '../../own/language';
import { parts } from '../../parts';
import type { Tell } from '../messages';
import { breakpoints } from './breakpoints';
import { forwardKeys } from './keys';
import { reportChanges } from './changes';
import { Links } from './links';
import { keepName } from './name';
import { keepScroll, scrollBack } from './scroll';
import { hearButtons, replaceSteps } from './steps';
import { inEachWindow, type Realm } from './windows';
import { hearZoom } from './zoom';

parts.preview = tell => {
  const links = new Links(tell);
  inEachWindow(realm => {
    const listen = (): void => {
      forwardKeys(tell, realm);
      links.listen(realm);
      hearButtons(tell, realm);
      hearZoom(tell, realm);
    };
    listen();
    afterErased(realm.document, listen);
    links.replace(realm);
    reportDialogs(tell, realm);
    if (realm !== window) replaceSteps(tell, realm);
  });
  reportBreakout(tell);
  keepName();
  keepScroll(tell);
  reportChanges(tell);
  const go = replaceSteps(tell, window);
  return message => {
    const fields = fieldsOf(message);
    switch (fields['type']) {
      case 'porthole:find':
        inBackground(find(tell, String(fields['text']), Number(fields['by'])));
        break;
      case 'porthole:go':
        return go(Number(fields['by']));
      case 'porthole:scroll':
        return scrollBack(fieldsOf(fields['scroll']));
      case 'porthole:widths':
        return tell({ type: 'porthole:widths', widths: breakpoints() });
      case 'porthole:theme':
        return applyTheme(fieldsOf(fields['theme']));
      default:
    }
  };
};

/** Finding is a part of its own: few people look for a text in a page. */
async function find(tell: Tell, text: string, by: number): Promise<void> {
  if (!parts.find) await parts.load?.('find.js');
  const found = parts.find?.(text, by === 1 ? 1 : by === -1 ? -1 : 0);
  if (found) tell({ type: 'porthole:found', ...found });
}

/** `document.open`, `write` and `writeln` may erase all listeners of the document and its window (HTML, "document open steps"). */
function afterErased(inside: Document, listen: () => void): void {
  for (const name of ['open', 'write', 'writeln'] as const) {
    const native: (...values: never[]) => unknown = inside[name];
    Object.assign(inside, {
      [name](...values: never[]): unknown {
        const { documentElement: before } = inside;
        const result: unknown = Reflect.apply(native, inside, values);
        // During the parse, they erase nothing.
        if (before !== null && inside.documentElement !== before) listen();
        return result;
      },
    });
  }
}

/** The dialogs do nothing in a webview, whose sandbox forbids modals: the panel says so. */
function reportDialogs(tell: Tell, realm: Realm): void {
  for (const name of ['print', 'alert', 'confirm', 'prompt'] as const) {
    const native = realm[name];
    Object.assign(realm, {
      [name](...values: readonly unknown[]): unknown {
        tell({ type: 'porthole:dialog' });
        return Reflect.apply(native, realm, values);
      },
    });
  }
}

/**
 * A page that navigates the top window gets an error in the panel, which no page may replace. Without a report, the page or its
 * button would seem dead. Chromium's message contains the address.
 */
function reportBreakout(tell: Tell): void {
  addEventListener('error', ({ message }) => {
    const [, url] = / to navigate the target frame to '([^']+)'/.exec(message) ?? [];
    if (url !== undefined) tell({ type: 'porthole:blocked', url, byPage: true });
  });
}

/** The properties of a message; none for any value but an object. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Porthole's own pages take the colours of VS Code; they are marked by an attribute of the root element. */
function applyTheme(theme: Partial<Readonly<Record<keyof FrameTheme, unknown>>>): void {
  const { dataset, style } = document.documentElement;
  if (dataset['portholePage'] === undefined) return;
  style.colorScheme = String(theme.scheme);
  style.background = String(theme.background);
  style.color = String(theme.foreground);
  style.setProperty('--link', String(theme.link));
  style.setProperty('--line', String(theme.line));
}
