import { env, l10n } from 'vscode';
import type { ShareState } from '../../protocol/shareState';
import type { LastUpdate } from '../../protocol/thread';
import { millisecondsText } from '../../protocol/units';
import type { Running, ServerState } from '../server/server';
import { isLoopback } from '../base/uris';

/** Milliseconds between two shown ages within the first minute. */
const COARSE = 5_000;

/** The look of the status item. */
interface StatusFace {
  readonly text: string;
  readonly tone: 'plain' | 'warning' | 'error';
  /** For screen readers. */
  readonly label: string;
}

/** A state in a few words, for lists. */
export function stateText(state: ServerState): string {
  switch (state.kind) {
    case 'stopped':
      return l10n.t('stopped');
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running on port {0}', state.port);
    case 'stopping':
      return l10n.t('stopping');
    case 'failed':
      break;
  }
  return l10n.t('failed: {0}', state.failure.message);
}

function runningFace(running: readonly Running[]): StatusFace | undefined {
  const [first] = running;
  if (!first) return undefined;
  const exposed = running.some(isExposed);
  const shared = running.find(({ share }) => share)?.share;
  const text = running.length === 1 ? String(first.port) : l10n.t('{0} servers', running.length);
  const label =
    running.length === 1
      ? `${l10n.t('Porthole: serving on port {0}', first.port)}, ${pagesText(first.pages, first.lastUpdate)}`
      : `Porthole: ${text}`;
  return {
    text: `$(radio-tower) ${text}${shared ? ' $(device-mobile)' : ''}`,
    tone: exposed ? 'warning' : 'plain',
    label: [label, exposed && exposedText(), shared && sharedText(shared)].filter(Boolean).join(', '),
  };
}

/** One face for all servers: running ones come first, then those starting or stopping, then failed ones. */
export function statusFace(states: readonly ServerState[]): StatusFace {
  const face = runningFace(states.filter(state => state.kind === 'running'));
  if (face) return face;
  if (states.some(state => state.kind === 'starting')) {
    return {
      text: `$(loading~spin) ${l10n.t('Starting…')}`,
      tone: 'plain',
      label: l10n.t('Porthole: starting'),
    };
  }
  if (states.some(state => state.kind === 'stopping')) {
    return {
      text: `$(loading~spin) ${l10n.t('Stopping…')}`,
      tone: 'plain',
      label: l10n.t('Porthole: stopping'),
    };
  }
  const failed = states.find(state => state.kind === 'failed');
  return failed
    ? {
        text: '$(error) Porthole',
        tone: 'error',
        label: l10n.t('Porthole failed: {0}', failed.failure.message),
      }
    : { text: '$(broadcast) Go Live', tone: 'plain', label: l10n.t('Porthole: Go Live') };
}

/** `2 warnings in the log`: errors of pages, lost connections, faults. */
export function warningsText(count: number): string {
  return count === 1 ? l10n.t('1 warning in the log') : l10n.t('{0} warnings in the log', count);
}

export function isExposed(running: Running): boolean {
  return !isLoopback(running.options.host);
}

export function exposedText(): string {
  return l10n.t('visible on your network');
}

/** `shared with 2 devices` */
export function sharedText({ devices }: ShareState): string {
  return devices.length === 1
    ? l10n.t('shared with 1 device')
    : l10n.t('shared with {0} devices', devices.length);
}

/** `2 pages · style.css 9 ms` */
export function pagesText(pages: number, lastUpdate: LastUpdate | undefined): string {
  const count = pages === 1 ? l10n.t('1 page') : l10n.t('{0} pages', pages);
  return lastUpdate ? `${count} · ${lastUpdate.path} ${millisecondsText(lastUpdate.duration)}` : count;
}

/** `2 pages · patched index.html 9 ms`, for the hover. */
export function updateText(pages: number, lastUpdate: LastUpdate | undefined): string {
  if (!lastUpdate) return pagesText(pages, undefined);
  const path = `${touchText(lastUpdate.touch)} ${lastUpdate.path}`;
  return pagesText(pages, { ...lastUpdate, path });
}

function touchText(touch: LastUpdate['touch']): string {
  if (touch === 'patch') return l10n.t('patched');
  return touch === 'reload' ? l10n.t('reloaded') : l10n.t('swapped');
}

const UNITS = [
  ['second', 1_000],
  ['minute', 60_000],
  ['hour', 3_600_000],
] as const;

/** The largest unit of which at least one has passed. */
function unitOf(passed: number): (typeof UNITS)[number] {
  return UNITS.findLast(([, length]) => passed >= length) ?? UNITS[0];
}

/** `9 sec. ago` in VS Code's language. */
export function agoText(time: number, now: number): string {
  const passed = Math.max(0, now - time);
  const [unit, length] = unitOf(passed);
  const words = new Intl.RelativeTimeFormat(env.language, { style: 'short', numeric: 'auto' });
  return words.format(-Math.floor(passed / length), unit);
}

/** Milliseconds until the shown age is out of date. */
export function agoLasts(time: number, now: number): number {
  const passed = Math.max(0, now - time);
  const [, length] = unitOf(passed);
  const step = length === 1_000 ? COARSE : length;
  return step - (passed % step);
}
