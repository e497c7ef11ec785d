import path from 'node:path';

/** The supported part of VS Code's command line. */
export interface LaunchArguments {
  readonly workspace: string | undefined;
  readonly extension: string | undefined;
  readonly tests: string | undefined;
  readonly userData: string | undefined;
  readonly trusted: boolean;
}

/** Reads `--name=value` switches and the one path that VS Code opens; switches we do not know change nothing here. */
export function readArguments(args: readonly string[]): LaunchArguments {
  const values = (name: string): string[] =>
    args.flatMap(arg => (arg.startsWith(`--${name}=`) ? [path.resolve(arg.slice(name.length + 3))] : []));
  const opened = args.find(arg => !arg.startsWith('-'));
  return {
    workspace: opened === undefined ? undefined : path.resolve(opened),
    extension: values('extensionDevelopmentPath')[0],
    tests: values('extensionTestsPath')[0],
    userData: values('user-data-dir')[0],
    trusted: args.includes('--disable-workspace-trust'),
  };
}
