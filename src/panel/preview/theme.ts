import type { FrameTheme } from '../../protocol/frame';

/** The colours of VS Code's theme, as the webview's document has them. */
export function currentTheme(): FrameTheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, fallback: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const kind = document.body.dataset['vscodeThemeKind'] ?? '';
  return {
    scheme: kind === 'vscode-light' || kind === 'vscode-high-contrast-light' ? 'light' : 'dark',
    background: colour('editor-background', 'Canvas'),
    foreground: colour('editor-foreground', 'CanvasText'),
    link: colour('textLink-foreground', 'LinkText'),
    line: colour('contrastBorder', colour('editorWidget-border', '#8884')),
  };
}

/** Calls back after VS Code has changed the theme: it writes variables and classes to the root element and the body. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
}
