import { createHash } from 'node:crypto';
import { escape } from '../../protocol/escape';
import { PAGE_SCRIPT } from '../../protocol/paths';
import { english, fill, type Texts } from '../../protocol/texts';
import type { Refusal } from '../ask/guard';
import { type Reply, type Rule } from './reply';

const STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:LinkText;background:Canvas;color:CanvasText}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.4rem;font-weight:600;overflow-wrap:anywhere}
p{max-width:40rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.3rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th:nth-child(n+2),td:nth-child(n+2){text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
tbody tr:hover,tbody tr:focus-within{background:var(--soft)}
a{color:var(--link);text-underline-offset:.2em}
a:focus-visible{outline:2px solid;outline-offset:2px}
code,pre{font-family:ui-monospace,monospace}
pre{overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
caption{text-align:start;font-weight:600;padding:.6rem}
table.pairs th,table.pairs td{text-align:start;white-space:pre-wrap;vertical-align:top}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The settings of our own pages. */
export interface PageSettings {
  readonly texts: Partial<Texts>;
  /** `frame-ancestors …`. */
  readonly framing: string;
  /** The page script's tag, for pages that follow the file they show; otherwise empty. */
  readonly script: string;
}

/** The settings for a page whose relative path to the root is this reference. */
export const pagesAt = (settings: PageSettings, root: string): PageSettings => ({
  ...settings,
  script: settings.script && `<script src="${root}${PAGE_SCRIPT.slice(1)}"></script>`,
});

/** A sentence in the user's language. */
export const say = (settings: Pick<PageSettings, 'texts'>, key: keyof Texts): string =>
  settings.texts[key] ?? english[key];

/** One of Porthole's own pages. Callers escape `main`; the policy allows only its style and our script. */
export function page(
  settings: PageSettings,
  options: { status: number; rule: Rule; title: string; main: string; live?: boolean },
): Reply {
  const script = options.live ? settings.script : '';
  const html = `<!doctype html>
<html lang="${say(settings, 'language')}" data-porthole-page><head><meta charset="utf-8">${script}<meta name="viewport" content="width=device-width"><title>${escape(options.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(options.title)}</h1>
${options.main}
</main></body></html>
`;
  const live = script === '' ? '' : "script-src 'self'; connect-src 'self'; ";
  return {
    status: options.status,
    headers: {
      ...ownHeaders(Buffer.byteLength(html)),
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; ${live}style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; ${settings.framing}`,
    },
    body: { kind: 'bytes', bytes: Buffer.from(html) },
    rule: options.rule,
  };
}

/** The same answer for a client that does not show pages. */
export function sentence(status: number, rule: Rule, text: string): Reply {
  const bytes = Buffer.from(`${text}\n`);
  return {
    status,
    headers: {
      ...ownHeaders(bytes.length),
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'",
    },
    body: { kind: 'bytes', bytes },
    rule,
  };
}

function ownHeaders(length: number): Record<string, string> {
  return {
    'Content-Length': String(length),
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  };
}

/** 403 with the reason and, if there is one, the setting that would allow it. */
export function refusedPage(settings: PageSettings, refusal: Refusal): Reply {
  const way =
    refusal.setting === undefined
      ? refusal.cause === 'host'
        ? say(settings, 'refusedHost')
        : ''
      : fill(say(settings, 'refusedSetting'), refusal.setting);
  const text = [refusal.reason, way].filter(Boolean).join(' ');
  const isMalformed = refusal.cause === 'authority' || refusal.cause === 'message';
  if (!isMalformed) return sentence(403, 'refused', text);
  const reply = sentence(400, 'refused', text);
  // The requests behind it on the connection may be for another server.
  return { ...reply, headers: { ...reply.headers, Connection: 'close' } };
}

/**
 * 403 for a visitor who opens a route or a download from elsewhere. After a click on its link, the request comes from one of this server's
 * own pages.
 */
export function passPage(settings: PageSettings, refusal: Refusal, target: string): Reply {
  // Only its last segment and query: a target in absolute form or with two leading slashes would lead elsewhere.
  const last = target.replace(/^[^?]*[/\\]/, '');
  const link = `<p><a href="./${escape(last)}">${escape(say(settings, 'continue'))}</a></p>`;
  return page(settings, {
    status: 403,
    rule: 'refused',
    title: say(settings, 'refusedTitle'),
    main: `<p>${escape(refusal.reason)}</p>\n${link}`,
  });
}

/** 401 for a device without a code. The link reloads as a same-site request, for which browsers send Strict cookies. */
export function devicePage(settings: PageSettings, text: 'device' | 'deviceRemoved' | 'deviceEnded'): Reply {
  const link = `<p><a href="/">${escape(say(settings, 'tryAgain'))}</a></p>`;
  return page(settings, {
    status: 401,
    rule: 'refused',
    title: say(settings, 'deviceTitle'),
    main: `<p>${escape(say(settings, text))}</p>\n${link}`,
  });
}

/** 503 for a device with a valid code when the share has no room for another device. */
export const fullPage = (settings: PageSettings): Reply =>
  page(settings, {
    status: 503,
    rule: 'refused',
    title: say(settings, 'refusedTitle'),
    main: `<p>${escape(say(settings, 'deviceFull'))}</p>`,
  });

/** 404 with the path, near names and the way to the folder. `path` is decoded; `near` and `folder` are relative and already encoded. */
export function missingPage(
  settings: PageSettings,
  path: string,
  near: readonly { href: string; name: string }[],
  folder: string | undefined,
): Reply {
  const links = near
    .map(({ href, name }) => `<li><a href="${escape(href)}">${escape(name)}</a></li>`)
    .join('');
  const main = [
    `<p>${escape(fill(say(settings, 'notFoundPath'), path))}</p>`,
    links && `<p>${escape(say(settings, 'nearNames'))}</p><ul>${links}</ul>`,
    folder === undefined
      ? ''
      : `<p><a href="${escape(folder)}">${escape(say(settings, 'showFolder'))}</a></p>`,
  ];
  return page(settings, {
    status: 404,
    rule: 'missing',
    title: say(settings, 'notFoundTitle'),
    main: main.filter(Boolean).join('\n'),
    live: true,
  });
}
