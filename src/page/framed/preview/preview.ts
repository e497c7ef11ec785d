import type { FrameTheme } from '../../../protocol/frame';
import type { PreviewModule } from '../messages';
import { breakpoints } from './breakpoints';
import { Finder } from './find';
import { forwardKeys } from './keys';
import { reportChanges } from './changes';
import { openOutside } from './links';

export const createPreview: PreviewModule['createPreview'] = tell => {
  forwardKeys(tell);
  openOutside(tell);
  reportChanges(tell);
  const finder = new Finder();
  return message => {
    const fields = fieldsOf(message);
    switch (fields['type']) {
      case 'porthole:find': {
        const by = fields['by'] === 1 ? 1 : fields['by'] === -1 ? -1 : 0;
        return tell({ type: 'porthole:found', ...finder.find(String(fields['text']), by) });
      }
      case 'porthole:go':
        return history.go(fields['by'] === 1 ? 1 : -1);
      case 'porthole:widths':
        return tell({ type: 'porthole:widths', widths: breakpoints() });
      case 'porthole:theme':
        return applyTheme(fieldsOf(fields['theme']));
      default:
    }
  };
};

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
