import assert from 'node:assert/strict';

/** The schema of a value: a check, or fields; a field whose name ends with `?` may be missing. */
type Check = (value: unknown, where: string) => void;
type Shape = Readonly<Record<string, Check>>;

const text: Check = (value, where) => assert.equal(typeof value, 'string', where);
const whole: Check = (value, where) => assert.ok(Number.isInteger(value) && Number(value) >= -1, where);
const time: Check = (value, where) => assert.ok(typeof value === 'number' && value >= 0, where);
const optionalTime: Check = (value, where) => assert.ok(typeof value === 'number' && value >= -1, where);
const address: Check = (value, where) => assert.ok(URL.canParse(String(value)), where);
const moment: Check = (value, where) => {
  assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, where);
  assert.ok(Number.isFinite(Date.parse(String(value))), where);
};
const only =
  (...values: unknown[]): Check =>
  (value, where) =>
    assert.ok(values.includes(value), where);
const list =
  (each: Check): Check =>
  (value, where) => {
    assert.ok(Array.isArray(value), where);
    for (const [at, item] of value.entries()) each(item, `${where}[${at}]`);
  };

/** Asserts that all required fields are there, and none that the format does not know. */
function object(shape: Shape): Check {
  return (value, where) => {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), where);
    const fields = new Map<string, unknown>(Object.entries(value));
    const names = Object.keys(shape).map(name => name.replace('?', ''));
    assert.deepEqual(
      [...fields.keys()].filter(name => !names.includes(name) && name !== 'comment'),
      [],
      where,
    );
    for (const [name, check] of Object.entries(shape)) {
      const key = name.replace('?', '');
      if (name.endsWith('?') && !fields.has(key)) continue;
      assert.ok(fields.has(key), `${where}.${key} is missing`);
      check(fields.get(key), `${where}.${key}`);
    }
  };
}

const pair = object({ name: text, value: text });
const cookie = object({
  name: text,
  value: text,
  'path?': text,
  'domain?': text,
  'expires?': moment,
  'httpOnly?': only(true, false),
  'secure?': only(true, false),
});

/** HTTP Archive 1.2, http://www.softwareishard.com/blog/har-12-spec/, field by field. */
export const assertHar = object({
  log: object({
    version: only('1.2'),
    creator: object({ name: text, version: text }),
    'browser?': object({ name: text, version: text }),
    'pages?': list(object({ startedDateTime: moment, id: text, title: text, pageTimings: object({}) })),
    entries: list(
      object({
        'pageref?': text,
        startedDateTime: moment,
        time,
        request: object({
          method: text,
          url: address,
          httpVersion: text,
          cookies: list(cookie),
          headers: list(pair),
          queryString: list(pair),
          'postData?': object({ mimeType: text, 'params?': list(pair), 'text?': text }),
          headersSize: whole,
          bodySize: whole,
        }),
        response: object({
          status: whole,
          statusText: text,
          httpVersion: text,
          cookies: list(cookie),
          headers: list(pair),
          content: object({
            size: whole,
            'compression?': whole,
            mimeType: text,
            'text?': text,
            'encoding?': only('base64'),
          }),
          redirectURL: text,
          headersSize: whole,
          bodySize: whole,
        }),
        cache: object({}),
        timings: object({
          'blocked?': optionalTime,
          'dns?': optionalTime,
          'connect?': optionalTime,
          send: time,
          wait: time,
          receive: time,
          'ssl?': optionalTime,
        }),
        'serverIPAddress?': text,
        'connection?': text,
      }),
    ),
  }),
});
