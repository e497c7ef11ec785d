import type { ViewColumn } from 'vscode';

/** The state of an editor group that decides where a file is shown. */
export interface Group {
  readonly column: ViewColumn;
  readonly isActive: boolean;
  /** Whether its front tab shows a page: nothing may be opened over it. */
  readonly showsPage: boolean;
  /** Whether it has the file in one of its tabs. */
  readonly hasFile: boolean;
}

/** The group to show a file in: one that has it open, else the active one, but never over a page. `beside` asks for a new group. Pure. */
export function columnFor(groups: readonly Group[]): ViewColumn | 'beside' {
  const free = groups.filter(({ showsPage }) => !showsPage);
  const open = free.filter(({ hasFile }) => hasFile);
  const candidates = open.length > 0 ? open : free;
  return (candidates.find(({ isActive }) => isActive) ?? candidates[0])?.column ?? 'beside';
}
