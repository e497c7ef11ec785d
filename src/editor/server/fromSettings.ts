import path from 'node:path';
import { l10n, workspace } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import type { LiveOptions } from '../../protocol/serverOptions';
import { openSetting } from '../base/report';
import { serverTexts } from '../base/translatedTexts';
import { isWithin } from '../base/uris';
import type { Settings } from '../settings';
import type { Folder } from './folders';

/** The options that settings may change while the server runs. */
export function liveOptions(
  folder: Folder,
  settings: Settings,
  passphrase: string,
): Omit<LiveOptions, 'authorities' | 'frameAncestors' | 'workspaceId'> {
  const {
    autoStart: _a,
    port: _p,
    host: _h,
    https: _s,
    root: _r,
    cert,
    key,
    open: _o,
    browser: _b,
    followCaret: _f,
    'console.inline': _i,
    ...live
  } = settings;
  const at = (file: string): string => file && path.resolve(folder.uri.fsPath, file);
  const certificate = { cert: at(cert), key: at(key), passphrase };
  return { ...live, certificate, trusted: workspace.isTrusted, texts: serverTexts() };
}

/**
 * The served folder; undefined when `porthole.root` leads out of the workspace folder. Settings of a workspace come from its
 * author, so they may only narrow the root.
 */
export function rootOf(folder: Folder, settings: Pick<Settings, 'root'>): string | undefined {
  const base = folder.uri.fsPath;
  if (folder.kind === 'asked' || settings.root === '') return base;
  const root = path.resolve(base, settings.root);
  return isWithin(base, root) ? root : undefined;
}

export function outside(folder: Folder, root: string): HumanError {
  const message = l10n.t('porthole.root must be inside the folder {0}, but {1} is not.', folder.name, root);
  return new HumanError(message, { wayOut: openSetting('porthole.root') });
}
