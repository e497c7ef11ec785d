import { env } from 'vscode';
import { escape } from '../../protocol/escape';
import { trafficTexts } from '../base/texts';

/** The variable parts of the view's document; every value is escaped here. */
export interface TrafficParts {
  readonly script: string;
  readonly style: string;
  /** Source of styles for the Content Security Policy. */
  readonly styleSource: string;
  readonly nonce: string;
}

/** The document of the traffic view. It carries the texts; its script builds the rest. Images are `data:` URLs only. */
export function trafficHtml({ script, style, styleSource, nonce }: TrafficParts): string {
  const policy = `default-src 'none'; style-src ${styleSource}; script-src 'nonce-${nonce}'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="${escape(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<link rel="stylesheet" href="${escape(style)}">
<title>Porthole</title>
</head>
<body data-words="${escape(JSON.stringify(trafficTexts()))}">
<script nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>`;
}
