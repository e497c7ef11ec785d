import { createHash, X509Certificate } from 'node:crypto';
import { escape } from '../../protocol/escape';
import { TRUST } from '../../protocol/paths';
import { page, say, sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Site } from '../site';

const STEPS = [
  'trustIos',
  'trustIosSwitch',
  'trustAndroid',
  'trustWindows',
  'trustMac',
  'trustChrome',
  'trustFirefox',
] as const;

/** The page that explains how a device trusts the authority of HTTPS, and the authority itself; undefined for any other path. */
export function serveTrust({ bound, pages }: Site, path: string): Reply | undefined {
  if (![TRUST, `${TRUST}.crt`, `${TRUST}.mobileconfig`].includes(path)) return undefined;
  const authority = bound.secure?.authority;
  if (authority === undefined) return sentence(404, 'reserved', say(pages, 'trustNone'));
  const { raw } = new X509Certificate(authority);
  if (path.endsWith('.crt')) return download(raw, 'application/x-x509-ca-cert', 'porthole.crt');
  if (path.endsWith('.mobileconfig'))
    return download(Buffer.from(profileOf(raw)), 'application/x-apple-aspen-config', 'porthole.mobileconfig');
  return trustPage(pages);
}

function trustPage(pages: Site['pages']): Reply {
  const text = (key: Parameters<typeof say>[1]): string => escape(say(pages, key));
  const link = (target: string, key: Parameters<typeof say>[1]): string =>
    `<li><a href="${target}">${text(key)}</a></li>`;
  const main = [
    `<p>${text('trust')}</p>`,
    `<ul>${link('trust.crt', 'trustFile')}${link('trust.mobileconfig', 'trustProfile')}</ul>`,
    `<ul>${STEPS.map(key => `<li>${text(key)}</li>`).join('')}</ul>`,
    `<p>${text('trustLimits')}</p>`,
  ];
  return page(pages, {
    status: 200,
    rule: 'reserved',
    title: say(pages, 'trustTitle'),
    main: main.join('\n'),
  });
}

function download(bytes: Buffer, type: string, name: string): Reply {
  return {
    status: 200,
    headers: {
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: { kind: 'bytes', bytes },
    rule: 'reserved',
  };
}

/** A configuration profile with one root certificate (Apple, Configuration Profile Reference, com.apple.security.root). */
function profileOf(certificate: Buffer): string {
  const id = uuidOf(certificate);
  const content = certificate.toString('base64');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>porthole.${id}</string>
<key>PayloadUUID</key><string>${id}</string>
<key>PayloadDisplayName</key><string>Porthole</string>
<key>PayloadContent</key><array><dict>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>porthole.${id}.root</string>
<key>PayloadUUID</key><string>${uuidOf(Buffer.from(id))}</string>
<key>PayloadDisplayName</key><string>Porthole</string>
<key>PayloadContent</key><data>${content}</data>
</dict></array>
</dict></plist>
`;
}

/** The same certificate has the same identifier, so that a second download replaces the first. */
function uuidOf(bytes: Buffer): string {
  const hex = createHash('sha256').update(bytes).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
