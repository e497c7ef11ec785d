// The view of a shared server: its QR code, its addresses and the devices that came.
import type { DeviceRights, SharedDevice, ShareState } from '../../protocol/shareState';
import type { FromShareView, ShareCause, ToShareView } from '../../protocol/shareView';

declare function acquireVsCodeApi(): { postMessage(message: FromShareView): void };

/** Milliseconds without a device after which possible causes are shown. */
const PATIENCE = 20_000;
const SVG = 'http://www.w3.org/2000/svg';

const vscode = acquireVsCodeApi();
let help: ReturnType<typeof setTimeout> | undefined;
let helpsFor = '';

function find<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing`);
  return found;
}

/** Draws a QR code dark on light, whatever the theme. */
function drawCode(code: readonly (readonly boolean[])[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${code.length} ${code.length}`);
  const path = document.createElementNS(SVG, 'path');
  const dark = code.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return svg;
}

function drawAddresses({ addresses, at }: ShareState): void {
  const options = addresses.map(({ address, name }) => {
    const option = document.createElement('option');
    option.value = address;
    option.textContent = `${address} (${name})`;
    option.selected = address === at.address;
    return option;
  });
  find('addresses', HTMLSelectElement).replaceChildren(...options);
}

function drawDevice(
  { id, browser, system, address, since, picks, inStep }: SharedDevice,
  isSynced: boolean,
): Node {
  const row = find('device', HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const time = new Date(since).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
  const name = [browser, system].filter(text => text !== '').join(', ');
  const label = row.querySelector('span');
  if (label) label.textContent = [name, address, time].filter(text => text !== '').join(' · ');
  const [pickBox, stepBox] = row.querySelectorAll('input');
  if (pickBox) pickBox.checked = picks;
  if (stepBox) {
    stepBox.checked = inStep && isSynced;
    stepBox.disabled = !isSynced;
  }
  const allow = (rights: DeviceRights) => vscode.postMessage({ type: 'allow', id, rights });
  pickBox?.addEventListener('change', () => allow({ picks: pickBox.checked }));
  stepBox?.addEventListener('change', () => allow({ inStep: stepBox.checked }));
  row.querySelector('button')?.addEventListener('click', () => vscode.postMessage({ type: 'remove', id }));
  return row;
}

function drawCause({ text, command }: ShareCause): Node {
  const item = document.createElement('li');
  item.textContent = text;
  if (command !== undefined) {
    const code = document.createElement('pre');
    code.textContent = command;
    item.append(code);
  }
  return item;
}

/** Shows possible causes when no device has connected for a while; another address restarts the time. */
function waitForDevice({ at, devices }: ShareState): void {
  const isWaiting = devices.length === 0;
  if (isWaiting && helpsFor === at.address) return;
  clearTimeout(help);
  helpsFor = isWaiting ? at.address : '';
  find('help', HTMLElement).hidden = true;
  if (isWaiting) help = setTimeout(() => (find('help', HTMLElement).hidden = false), PATIENCE);
}

function show({ state, code, network, causes, inStep }: Extract<ToShareView, { type: 'shared' }>): void {
  find('code', HTMLElement).replaceChildren(drawCode(code));
  find('url', HTMLElement).textContent = state.url;
  find('inStep', HTMLInputElement).checked = inStep;
  find('network', HTMLElement).textContent = network;
  drawAddresses(state);
  find('none', HTMLElement).hidden = state.devices.length > 0;
  find('devices', HTMLElement).replaceChildren(...state.devices.map(device => drawDevice(device, inStep)));
  find('causes', HTMLElement).replaceChildren(...causes.map(drawCause));
  waitForDevice(state);
}

function receive(message: ToShareView): void {
  const isShared = message.type === 'shared';
  find('shared', HTMLElement).hidden = !isShared;
  find('ended', HTMLElement).hidden = isShared;
  if (message.type === 'shared') return show(message);
  clearTimeout(help);
  helpsFor = '';
  find('reason', HTMLElement).textContent = message.reason;
}

const clicks = { copy: 'copy', stop: 'stop', again: 'share' } as const;
for (const [id, type] of Object.entries(clicks))
  find(id, HTMLButtonElement).addEventListener('click', () => vscode.postMessage({ type }));
const all = find('inStep', HTMLInputElement);
all.addEventListener('change', () => vscode.postMessage({ type: 'inStep', on: all.checked }));
const addresses = find('addresses', HTMLSelectElement);
addresses.addEventListener('change', () => vscode.postMessage({ type: 'address', address: addresses.value }));
// A webview gets messages from its extension only; a frame inside could forge one, and there is none.
addEventListener('message', ({ data }: MessageEvent<ToShareView>) => receive(data));
vscode.postMessage({ type: 'ready' });
