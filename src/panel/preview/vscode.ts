import type { FromPanel, PanelState } from '../../protocol/previewMessages';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

// VS Code allows one call.
const vscode = acquireVsCodeApi();

export function say(message: FromPanel): void {
  vscode.postMessage(message);
}

/** Keeps a state across window reloads. */
export function keep(state: PanelState): void {
  vscode.setState(state);
}

export function storedState(): Readonly<Record<string, unknown>> {
  const stored = vscode.getState();
  return typeof stored === 'object' && stored !== null ? { ...stored } : {};
}
