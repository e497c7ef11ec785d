// node sharer.js ROOT CERTIFICATES ADDRESS: a server of HTTPS by a generated authority, shared at another address. SIGUSR2 shares it anew.
import path from 'node:path';
import { createServer } from '../../../src/server';

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

async function main(): Promise<void> {
  const [root = '', certificates = '', address = ''] = process.argv.slice(2);
  const server = createServer(
    { root, port: 0, https: 'always', certificates, pageScript: path.resolve('dist/page.js') },
    { log: entry => process.stderr.write(`${JSON.stringify(entry)}\n`) },
  );
  process.once('SIGTERM', () => {
    server.close().then(() => process.exit(0), fail);
  });
  const { url } = await server.listen();
  const say = (shared: object): boolean =>
    process.stdout.write(`${JSON.stringify({ url, live: server.liveUrl, ...shared })}\n`);
  const share = async (): Promise<void> => {
    try {
      const sharing = await server.sharing();
      say(await sharing.share({ address, page: '/', directoryListing: false }));
    } catch (error) {
      say({ failed: String(error) });
    }
  };
  process.on('SIGUSR2', () => {
    share().catch(fail);
  });
  say({});
}

main().catch(fail);
