import { env } from 'vscode';
import { escape } from '../../protocol/escape';

/** Addresses of a view's own script and style, as its webview may load them. */
export interface WebviewParts {
  readonly script: string;
  readonly style: string;
  /** Source of styles for the Content Security Policy. */
  readonly styleSource: string;
  readonly nonce: string;
}

interface Content {
  readonly title: string;
  /** Directives of the policy beside those for the view's own script and style. */
  readonly policy?: string;
  /** Texts for the script, as JSON in `data-words`. */
  readonly words?: unknown;
  /** Markup, escaped already. */
  readonly body?: string;
}

/** The document of a webview. Its policy allows the view's own script and style, and what `policy` adds. */
export function webviewDocument(
  { script, style, styleSource, nonce }: WebviewParts,
  { title, policy, words, body = '' }: Content,
): string {
  const directives = [
    `default-src 'none'`,
    `style-src ${styleSource}`,
    `script-src 'nonce-${nonce}'`,
    ...(policy === undefined ? [] : [policy]),
  ].join('; ');
  const data = words === undefined ? '' : ` data-words="${escape(JSON.stringify(words))}"`;
  return `<!DOCTYPE html>
<html lang="${escape(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(directives)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(style)}">
<title>${escape(title)}</title>
</head>
<body${data}>
${body}
<script nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>`;
}
