import type { ViewColumn } from 'vscode';

/** A group of editors, as far as it matters to where a file is shown. */
export interface Group {
  readonly column: ViewColumn;
  readonly isActive: boolean;
  /** Whether its front tab shows a page: nothing is opened over it. */
  readonly showsPage: boolean;
  /** Whether it has the file in one of its tabs. */
  readonly hasFile: boolean;
}

/** The group to show a file in: where it is open, else the active one, never over a page. `beside` asks for a new one. Pure. */
export function columnFor(groups: readonly Group[]): ViewColumn | 'beside' {
  const free = groups.filter(({ showsPage }) => !showsPage);
  const open = free.filter(({ hasFile }) => hasFile);
  const candidates = open.length > 0 ? open : free;
  return (candidates.find(({ isActive }) => isActive) ?? candidates[0])?.column ?? 'beside';
}
