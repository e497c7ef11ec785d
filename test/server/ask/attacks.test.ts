import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { backend } from '../support/backend';
import { ask, type Asking, exchange, navigation, type RawResponse } from '../support/raw';
import { endAll, serve, type Served, writeTree } from '../support/serve';
import { upgrade } from '../support/strangers';

const SECRET = 'TOP-SECRET';
const tree = {
  'index.html': '<!doctype html><title>home</title>',
  'script.js': 'export const mine = 1;',
  '.env': SECRET,
  '.git/config': SECRET,
  '.well-known/security.txt': 'contact',
  'img/<img src=x onerror=alert(1)>.html': '<p>odd</p>',
};

/** The reply to each attack, printed as a table at the end. */
const table: { attack: string; channel: string; answer: string }[] = [];

async function attack(
  id: string,
  served: Served,
  target: string,
  asking: Asking,
  allowed: readonly number[],
): Promise<RawResponse> {
  const response = await ask(served.port, target, asking);
  const channel = asking.headers && 'Upgrade' in asking.headers ? 'live' : 'http';
  table.push({
    attack: `${id} ${target.replace(/token=.*/, 'token=…').slice(0, 40)}`,
    channel,
    answer: String(response.status),
  });
  assert.ok(allowed.includes(response.status), `${id}: ${target} was answered ${response.status}`);
  assert.ok(!response.body.includes(SECRET), `${id}: ${target} leaks`);
  return response;
}

describe('attacks that must fail', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve(tree);
  });
  afterEach(endAll);
  after(() => console.table(table));

  const evil = {
    Origin: 'https://evil.example',
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
  };

  it('CVE-2025-65717: another website fetches files and the listing', async () => {
    for (const target of ['/', '/img/', '/script.js', '/__porthole/page.js']) {
      const { headers } = await attack('CVE-2025-65717', served, target, { headers: evil }, [403]);
      assert.ok(!Object.keys(headers).some(name => name.startsWith('access-control-')));
    }
  });

  it('CVE-2026-41612: a sibling folder with the same prefix', async () => {
    await writeTree(`${served.root}-secret`, { 's.txt': SECRET });
    const name = `${path.basename(served.root)}-secret`;
    for (const up of ['/../', '/%2e%2e/', '/..%2f', '/..%5c', '/%2e%2e%2f', '/img/../../', '/..\\']) {
      await attack('CVE-2026-41612', served, `${up}${name}/s.txt`, {}, [400, 404]);
    }
    await fs.rm(`${served.root}-secret`, { recursive: true });
  });

  it('Live Preview XSS: markup in file names and in a 404 path', async () => {
    const listing = await attack('Live Preview XSS', served, '/img/', { headers: navigation }, [200]);
    assert.ok(!listing.body.includes('<img'));
    const missing = await attack(
      'Live Preview XSS',
      served,
      '/%3Cscript%3Ealert(1)%3C/script%3E',
      { headers: navigation },
      [404],
    );
    assert.ok(!missing.body.includes('<script>alert'));
    assert.match(missing.headers['content-security-policy'] ?? '', /default-src 'none'/);
  });

  it('CVE-2025-24010: a rebound host name, and a WebSocket without a token', async () => {
    await attack('CVE-2025-24010', served, '/', { host: `evil.example:${served.port}` }, [403]);
    await attack('CVE-2025-24010', served, '/', { host: 'localhost.evil.example' }, [403]);
    await attack('CVE-2025-24010', served, `http://evil.example:${served.port}/`, {}, [403]);
    await attack('CVE-2025-24010', served, '/__porthole/live', { headers: upgrade }, [403]);
    await attack('CVE-2025-24010', served, '/__porthole/live?token=wrong', { headers: upgrade }, [403]);
  });

  it('CVE-2025-30208, -31125, -31486, CVE-2026-39364, -118662: queries that widen access', async () => {
    for (const query of ['?raw??', '?import&raw??', '?inline&import', '?.svg?.wasm?init', '?url']) {
      await attack(
        'CVE-2025-30208',
        served,
        `/.env${query}`,
        { headers: { 'Sec-Fetch-Dest': 'script' } },
        [404],
      );
    }
  });

  it('CVE-2025-32395: a fragment in the request target', async () => {
    for (const target of ['/#/../.env', '/#', '/script.js#x', '/script.js?x#/.env'])
      await attack('CVE-2025-32395', served, target, {}, [400]);
  });

  it('CVE-2025-46565, -62522: dotfiles with something behind them', async () => {
    for (const target of ['/.env/.', '/.env/', '/.env%2f.', '/.env\\', '/.env%5c', '/./.env', '//.env']) {
      await attack('CVE-2025-46565', served, target, {}, [400, 404]);
    }
  });

  it('CVE-2024-23331, CVE-2026-53571: dotfiles by other names', async () => {
    for (const target of [
      '/.ENV',
      '/.Git/config',
      '/.git/config',
      '/.env::$DATA',
      '/ENV~1',
      '/%2eenv',
      '/.env%20',
      '/.env.',
    ]) {
      await attack('CVE-2024-23331', served, target, {}, [400, 404]);
    }
    await fs.symlink('.env', path.join(served.root, 'innocent.txt'));
    await attack('CVE-2024-23331', served, '/innocent.txt', {}, [404]);
    assert.equal((await ask(served.port, '/.well-known/security.txt')).status, 200);
  });

  it('CVE-2025-58751, -58752: HTML outside the root', async () => {
    await writeTree(`${served.root}-x`, { 'index.html': SECRET });
    await fs.symlink(`${served.root}-x`, path.join(served.root, 'linked'));
    await attack('CVE-2025-58751', served, '/linked/index.html', { headers: navigation }, [404]);
    await attack('CVE-2025-58751', served, '/linked/', { headers: navigation }, [404]);
    await fs.rm(`${served.root}-x`, { recursive: true });
  });

  it('GHSA-67mh-4wv8-2f99, CVE-2018-14732, CVE-2025-30360, CVE-2025-56648: foreign origins on the live channel', async () => {
    const token = new URL(served.server.liveUrl ?? '').searchParams.get('token') ?? '';
    for (const origin of [
      'https://evil.example',
      'http://93.184.216.34',
      'null',
      'http://localhost:1',
      `https://127.0.0.1:${served.port}`,
    ]) {
      const headers = { ...upgrade, Origin: origin };
      await attack('CVE-2018-14732', served, `/__porthole/live?token=${token}`, { headers }, [403]);
    }
  });

  it('CVE-2025-30359: a script include from another site', async () => {
    const headers = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'no-cors',
      'Sec-Fetch-Dest': 'script',
    };
    const { headers: answered } = await attack('CVE-2025-30359', served, '/script.js', { headers }, [403]);
    assert.equal(answered['cross-origin-resource-policy'], 'same-origin');
    assert.equal(
      (await ask(served.port, '/script.js')).headers['cross-origin-resource-policy'],
      'same-origin',
    );
    const sameSite = { ...headers, 'Sec-Fetch-Site': 'same-site' };
    await attack('CVE-2025-30359', served, '/script.js', { headers: sameSite }, [403]);
  });

  it('CVE-2026-27977: Origin null on GET and on upgrade', async () => {
    await attack('CVE-2026-27977', served, '/', { headers: { Origin: 'null' } }, [403]);
    await attack(
      'CVE-2026-27977',
      served,
      '/__porthole/live',
      { headers: { ...upgrade, Origin: 'null' } },
      [403],
    );
  });

  it('open redirect: a Location that leaves the origin', async () => {
    await writeTree(served.root, { 'evil.example/x/index.html': 'x' });
    for (const target of [
      '//evil.example/%2e%2e',
      '/\\evil.example',
      '//evil.example',
      '///evil.example',
      '//evil.example/x',
    ]) {
      const { headers } = await attack('open redirect', served, target, {}, [301, 400, 404]);
      if (headers['location'] !== undefined) assert.match(headers['location'], /^(\.\/|\/(?!\/))/);
    }
  });

  it('CVE-2026-112085: a proxied WebSocket from a foreign origin', async () => {
    const other = await backend();
    try {
      const routes = JSON.stringify({ routes: [{ path: '/backend/*rest', proxy: other.origin }] });
      served = await serve({ ...tree, 'porthole.routes.json': routes });
      for (const Origin of ['https://evil.example', 'null', 'http://localhost:1'])
        await attack('CVE-2026-112085', served, '/backend/ws', { headers: { ...upgrade, Origin } }, [403]);
      assert.deepEqual(other.asked, []);
    } finally {
      await endAll();
      await other.close();
    }
  });

  it('upgrade crash: a WebSocket to an unknown path', async () => {
    await attack('upgrade crash', served, '/nothing', { headers: upgrade }, [404]);
    await attack('upgrade crash', served, '/%', { headers: upgrade }, [400]);
    assert.equal((await ask(served.port, '/')).status, 200);
  });

  it('smuggling: two framings of one body', async () => {
    const both =
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n';
    const twice =
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!';
    for (const bytes of [both, twice]) {
      const answer = (await exchange(served.port, bytes)).toString();
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.equal(answer.split('HTTP/1.1').length, 2);
    }
  });

  it('a refusal says why in one sentence and stands in the log once', async () => {
    for (let i = 0; i < 5; i++) await ask(served.port, '/', { headers: evil });
    const { body } = await ask(served.port, '/', { headers: evil });
    assert.match(body.toString(), /another origin.*porthole\.cors/);
    assert.equal(served.log.filter(entry => entry.kind === 'event' && entry.level === 'warn').length, 1);
  });

  it('legitimate use goes on: typing the URL, links, frames, curl, own pages, listed origins', async () => {
    const { port, server } = served;
    const own = `http://127.0.0.1:${port}`;
    const link = { ...navigation, 'Sec-Fetch-Site': 'cross-site' };
    assert.equal((await ask(port, '/', { headers: navigation })).status, 200);
    assert.equal((await ask(port, '/', { headers: link })).status, 200);
    assert.equal((await ask(port, '/', { headers: { ...link, 'Sec-Fetch-Dest': 'iframe' } })).status, 200);
    assert.equal((await ask(port, '/')).status, 200);
    assert.equal(
      (await ask(port, '/script.js', { headers: { Origin: own, 'Sec-Fetch-Site': 'same-origin' } })).status,
      200,
    );
    server.configure({ authorities: ['name-5500.example.dev'], cors: ['https://friend.example'] });
    const forwarded = { host: 'name-5500.example.dev', headers: { Origin: 'https://name-5500.example.dev' } };
    assert.equal((await ask(port, '/script.js', forwarded)).status, 200);
    const friend = await ask(port, '/script.js', { headers: { ...evil, Origin: 'https://friend.example' } });
    assert.equal(friend.headers['access-control-allow-origin'], 'https://friend.example');
    assert.equal(friend.headers['access-control-allow-credentials'], undefined);
    assert.match(friend.headers['vary'] ?? '', /Origin/);
  });
});
