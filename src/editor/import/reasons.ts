import { l10n } from 'vscode';
import type { Why } from './made';

/** Why a setting is not imported, in a sentence. */
export function reasonOf(why: Why): string {
  switch (why) {
    case 'needless':
      return l10n.t('Porthole needs no setting for this.');
    case 'none':
      return l10n.t('Porthole has no such setting.');
    case 'unsafe':
      return l10n.t('It would open your files to others. Set it yourself if you want that.');
    case 'route':
      return l10n.t('Add a proxy route to porthole.routes.json instead.');
    case 'untrusted':
      return l10n.t('Routes work in trusted workspaces only.');
    case 'invalid':
      return l10n.t('Its value is not valid.');
    case 'broken':
      return l10n.t('This file has mistakes. Only the part that could be read is listed.');
    case 'option':
      return l10n.t('Add this option to porthole.browser yourself if you want it.');
    case 'follow':
      return l10n.t('Use Follow Active Editor in the preview instead.');
    case 'program':
      return l10n.t('This is a program, and Porthole does not run it. Set what it says yourself.');
    default:
      return why satisfies never;
  }
}
