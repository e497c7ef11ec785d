import assert from 'node:assert/strict';
import path from 'node:path';
import { Scratch, read, root, runNode } from './tree';

/** An extension that has copied `porthole.d.ts` and uses every member of the API. */
const user = `
import { extensions, Uri } from 'vscode';
import type { PortholeApi, RequestInfo, Served, ServerInfo } from './porthole';

export async function use(): Promise<string> {
  const api: PortholeApi | undefined = await extensions.getExtension<PortholeApi>('porthole.porthole')?.activate();
  if (!api) return '';
  const version: 1 = api.version;
  const served: Served = await api.start(Uri.file('/site'));
  await api.stop();
  const infos: readonly ServerInfo[] = api.servers;
  const listening = api.onDidRequest((request: RequestInfo) => request.details?.responseBody?.bytes.length);
  api.onDidChangeState(({ folder, state, reason }) => \`\${folder.fsPath} \${state} \${reason ?? ''}\`);
  listening.dispose();
  return \`\${String(version)} \${served.url} \${served.root} \${String(infos.length)}\`;
}
`;

describe('the API for other extensions', function () {
  this.timeout(60_000);
  const scratch = new Scratch();
  after(() => scratch.remove());

  const compile = (text: string) => {
    scratch.write('src/porthole.d.ts', read('src/editor/porthole.d.ts'));
    scratch.write('src/user.ts', text);
    scratch.write(
      'tsconfig.json',
      JSON.stringify({
        // Without skipLibCheck: a name that porthole.d.ts does not declare fails here.
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'ES2022',
          moduleResolution: 'bundler',
          lib: ['ES2023', 'DOM'],
          types: [],
          paths: { vscode: [path.join(root, 'node_modules/@types/vscode/index.d.ts')] },
        },
        include: ['src'],
      }),
    );
    return runNode('node_modules/typescript/bin/tsc', ['-p', scratch.folder]);
  };

  it('is one file that compiles beside nothing but the types of VS Code', () => {
    const { status, stdout } = compile(user);
    assert.equal(status, 0, stdout);
    assert.deepEqual(read('src/editor/porthole.d.ts').match(/from '[^']+'/g), ["from 'vscode'"]);
  });

  it('has no member that is not there', () => {
    assert.notEqual(compile(user.replace('api.stop()', 'api.restart()')).status, 0);
  });

  it('is the type that activate returns', () => {
    assert.match(read('src/editor/extension.ts'), /activate\(context: ExtensionContext\): PortholeApi/);
    assert.match(read('src/editor/extension.ts'), /import type \{ PortholeApi \} from '\.\/porthole'/);
  });
});
