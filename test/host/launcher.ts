// The program that `@vscode/test-electron` starts instead of a desktop VS Code. It passes its arguments to
// the desktop VS Code in PORTHOLE_DESKTOP. Without one, it runs the suite in VS Code's server and web
// workbench, opened in headless Chromium. It prints the suite's console and ends with its exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { readArguments } from './arguments';
import type { LaunchArguments } from './arguments';
import { launchBrowser } from './browser';
import type { Desktop } from './desktop';
import { MARK, messageOf, say } from './say';
import { startWorkbench } from './workbench';
import type { Workbench } from './workbench';

/** A hanging suite must not block the build for ever. */
const PATIENCE = Number(process.env['PORTHOLE_SUITE_TIMEOUT'] ?? 300_000);

async function main(): Promise<number> {
  // `runTests` always trusts the workspace; a suite about restricted mode must undo that.
  const trusted = process.env['PORTHOLE_TRUSTED'] !== 'false';
  const args = process.argv.slice(2).filter(arg => trusted || arg !== '--disable-workspace-trust');
  const desktop = process.env['PORTHOLE_DESKTOP'];
  return desktop ? runInDesktop(JSON.parse(desktop) as Desktop, args) : runInWorkbench(readArguments(args));
}

async function runInDesktop({ command, prefix }: Desktop, args: readonly string[]): Promise<number> {
  const child = spawn(command, [...prefix, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function runInWorkbench(launch: LaunchArguments): Promise<number> {
  const [workbench, browser] = await Promise.all([
    startWorkbench({ settings: settingsIn(launch.userData), trusted: launch.trusted }),
    launchBrowser(),
  ]);
  const close = async (): Promise<void> => {
    await Promise.all([browser.close(), workbench.close()]);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(130)));
  }
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return await suiteEnd(page, workbench, launch);
  } finally {
    await close();
  }
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>['newPage']>>;

/** Opens the window and waits for the suite's exit code. */
async function suiteEnd(page: Page, workbench: Workbench, launch: LaunchArguments): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const exit = new Promise<number>((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
    timer = setTimeout(
      () => reject(new Error(`The suite did not end within ${PATIENCE / 1000} s.`)),
      PATIENCE,
    );
    page.once('crash', () => reject(new Error('The workbench crashed.')));
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => print(type, args));
  await page.goto(workbench.urlOf(launch));
  return Promise.race([exit, workbench.failed]).finally(() => clearTimeout(timer));
}

/** The suite's own lines; VS Code's as well with `PORTHOLE_DEBUG`. */
function print(type: string, args: readonly unknown[]): void {
  const texts = args.map(arg => (typeof arg === 'string' ? arg : JSON.stringify(arg)));
  const line = format(...texts);
  if (line.startsWith(MARK)) say(line);
  else if (process.env['PORTHOLE_DEBUG']) say(`[${type}] ${line}`);
}

/** A desktop VS Code reads its settings from the user data folder: so does the workbench. */
function settingsIn(userData: string | undefined): Record<string, unknown> {
  const file = path.join(userData ?? '', 'User', 'settings.json');
  if (!userData || !existsSync(file)) return {};
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    say(`The suite could not be run: ${messageOf(error)}`);
    process.exit(70);
  },
);
