import { env } from 'vscode';
import { escape } from '../../protocol/escape';
import { trafficTexts } from '../base/texts';

/** What the view's document is made of; every value is escaped here. */
export interface TrafficParts {
  readonly script: string;
  readonly style: string;
  /** Where the style may come from. */
  readonly styleSource: string;
  readonly nonce: string;
}

/** The document of the traffic view: empty but for its words; its script makes the rest. Pictures come as `data:` only. */
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
