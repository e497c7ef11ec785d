import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * VS Code's own extensions that tests use: languages that they open, themes that they choose, the debugger of browsers. Each of the
 * others would be read, and some started, in every window: Git, npm, Markdown, the server of TypeScript.
 */
const USED = [
  'css',
  'css-language-features',
  'emmet',
  'html',
  'html-language-features',
  'javascript',
  'json',
  'json-language-features',
  'log',
  'ms-vscode.js-debug',
  'theme-defaults',
  'theme-modern-icons',
  'theme-seti',
  'typescript-basics',
  'xml',
];

/** A folder with links to the extensions that tests use. */
export async function usedBuiltins(root: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  // A junction needs no right on Windows that a link would.
  for (const name of USED)
    await symlink(path.join(root, 'extensions', name), path.join(folder, name), 'junction');
  return folder;
}
