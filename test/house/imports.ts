import path from 'node:path';
import { modulesOf, parse } from './syntax';

/** Files with what each imports, at run time or for its types. */
export interface Imports {
  readonly files: readonly string[];
  /** Imports between files of the project, by their paths. */
  readonly arrows: readonly Arrow[];
  /** To packages and Node's modules, as they are written. */
  readonly packages: readonly Arrow[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export const written = ({ from, to }: Arrow): string => `${from} → ${to}`;

/** @param sources text by path, with forward slashes */
export function importsOf(sources: ReadonlyMap<string, string>): Imports {
  const arrows: Arrow[] = [];
  const packages: Arrow[] = [];
  for (const [from, text] of sources)
    for (const module of new Set(modulesOf(parse(text)))) {
      const to = module.startsWith('.') ? resolved(sources, from, module) : undefined;
      if (to === undefined) packages.push({ from, to: module });
      else arrows.push({ from, to });
    }
  return { files: [...sources.keys()], arrows, packages };
}

function resolved(sources: ReadonlyMap<string, string>, from: string, module: string): string | undefined {
  const target = path.posix.join(path.posix.dirname(from), module);
  return [target, `${target}.ts`, `${target}/index.ts`].find(file => sources.has(file));
}

export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** Groups of files that import each other in a circle, each group once (Tarjan's strongly connected components). */
export function circlesOf({ files, arrows }: Imports): string[][] {
  const next = groupBy(arrows, ({ from }) => from);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const lower = (file: string, value: number): void => {
    low.set(file, Math.min(low.get(file) ?? Infinity, value));
  };
  const visit = (file: string): void => {
    order.set(file, order.size);
    lower(file, order.size - 1);
    stack.push(file);
    for (const { to } of next.get(file) ?? []) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) lower(file, low.get(to)!);
    }
    if (low.get(file) !== order.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle.toSorted());
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return circles;
}
