import { l10n } from 'vscode';
import { escape } from '../../protocol/escape';
import { FRAME_NAME } from '../../protocol/frame';
import { panelTexts } from '../base/translatedTexts';
import { webviewDocument, type WebviewParts } from '../base/webviewDocument';

/** The variable parts of the panel's document. */
interface PanelParts extends WebviewParts {
  /** The only origin that the frame may show; undefined while no server runs. */
  readonly origin: string | undefined;
}

function button(id: string, label: string, path: string): string {
  const icon = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${path}"/></svg>`;
  return `<button id="${id}" type="button" title="${escape(label)}" aria-label="${escape(label)}">${icon}</button>`;
}

const ICONS = {
  back: 'M10 3 5 8l5 5',
  forward: 'm6 3 5 5-5 5',
  reload: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3',
  browser: 'M7 4H3v9h9V9M9 3h4v4M13 3 7 9',
};

// No `allow-top-navigation`: a page must not replace the panel.
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads allow-pointer-lock';

/** The document of the preview panel: a toolbar and a frame. */
export function panelHtml({ origin, ...parts }: PanelParts): string {
  return webviewDocument(parts, {
    title: l10n.t('Preview'),
    policy: `frame-src ${origin ?? `'none'`}`,
    words: panelTexts(),
    body: `<form id="bar" role="toolbar" aria-label="${escape(l10n.t('Navigation'))}">
${button('back', l10n.t('Back'), ICONS.back)}
${button('forward', l10n.t('Forward'), ICONS.forward)}
${button('reload', l10n.t('Reload'), ICONS.reload)}
<input id="address" type="text" spellcheck="false" autocomplete="off" aria-label="${escape(l10n.t('Address'))}" data-foreign="${escape(l10n.t('The preview only shows pages of this server.'))}">
${button('browser', l10n.t('Open in Browser'), ICONS.browser)}
</form>
<main>
<iframe id="frame" name="${FRAME_NAME}" title="${escape(l10n.t('Page'))}" sandbox="${SANDBOX}" allow="autoplay; clipboard-read; clipboard-write; fullscreen"></iframe>
<div id="stopped" role="status" hidden>
<p id="reason"></p>
<button id="start" type="button">${escape(l10n.t('Start Server'))}</button>
</div>
</main>`,
  });
}
