import type { SentRequest } from './sent';

/** The request as a `fetch` call for a browser's console or for Node. */
export function toFetch({ method, url, headers, body }: SentRequest): string {
  const options = [
    `  method: ${literal(method)},`,
    ...(headers.length > 0
      ? [
          '  headers: [',
          ...headers.map(([name, value]) => `    [${literal(name)}, ${literal(value)}],`),
          '  ],',
        ]
      : []),
    ...(body ? [`  body: ${bodyOf(body)},`] : []),
  ];
  return `await fetch(${literal(url)}, {\n${options.join('\n')}\n});`;
}

/** A string literal: JSON is JavaScript (ES2019). `<` is escaped so that `</script>` cannot end a script. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll('<', String.raw`\u003c`);
}

function bodyOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return Buffer.from(text).equals(buffer) ? literal(text) : `new Uint8Array([${[...bytes].join(', ')}])`;
}
