import { l10n } from 'vscode';
import { escape } from '../../protocol/escape';
import { webviewDocument, type WebviewParts } from '../base/webviewDocument';

/** The document of the view; its script fills it in. */
export function shareHtml(parts: WebviewParts): string {
  return webviewDocument(parts, {
    title: l10n.t('On Your Phone'),
    body: `<main id="shared" hidden>
<h1>${escape(l10n.t('Scan with your phone or tablet'))}</h1>
<div id="code" role="img" aria-label="${escape(l10n.t('QR code of the address'))}"></div>
<p><code id="url"></code> <button id="copy" type="button">${escape(l10n.t('Copy Link'))}</button></p>
<p>${escape(l10n.t('The code is valid for two minutes, for the first device that uses it.'))}</p>
<p id="network"></p>
<p><label>${escape(l10n.t('Address'))} <select id="addresses"></select></label></p>
<h2>${escape(l10n.t('Devices'))}</h2>
<p><label><input id="inStep" type="checkbox"> ${escape(l10n.t('Keep devices in step: scrolling, links, typing and forms'))}</label></p>
<p id="none">${escape(l10n.t('No device is connected yet.'))}</p>
<ul id="devices"></ul>
<section id="help" hidden>
<h2>${escape(l10n.t('Does your device not connect?'))}</h2>
<ol id="causes"></ol>
</section>
<p><button id="stop" type="button">${escape(l10n.t('Stop Sharing'))}</button></p>
</main>
<div id="ended" role="status" hidden>
<p id="reason"></p>
<button id="again" type="button">${escape(l10n.t('Share Again'))}</button>
</div>
<template id="device"><li><span></span> <label><input type="checkbox"> ${escape(l10n.t('Picks open the editor'))}</label> <label><input type="checkbox"> ${escape(l10n.t('In step'))}</label> <button type="button">${escape(l10n.t('Remove'))}</button></li></template>`,
  });
}
