/** Functions on lists that use neither methods nor iteration, both of which a page can replace. */
type List<T> = ArrayLike<T>;

export function each<T>(list: List<T>, act: (item: T, index: number) => void): void {
  for (let at = 0; at < list.length; at++) act(list[at] as T, at);
}

/** The items of a list of the DOM, whose own `length` a page may have replaced. */
export function itemsOf<T>(list: Readonly<Record<number, unknown>>, length: number): T[] {
  const items: T[] = [];
  for (let at = 0; at < length; at++) items[at] = list[at] as T;
  return items;
}

export function map<T, R>(list: List<T>, make: (item: T, index: number) => R): R[] {
  const made: R[] = [];
  for (let at = 0; at < list.length; at++) made[at] = make(list[at] as T, at);
  return made;
}

export const push = <T>(list: T[], item: T): void => void (list[list.length] = item);

export function append<T>(list: T[], more: List<T>): void {
  for (let at = 0; at < more.length; at++) push(list, more[at] as T);
}

export function flatMap<T, R>(list: List<T>, make: (item: T, index: number) => List<R>): R[] {
  const made: R[] = [];
  each(list, (item, index) => append(made, make(item, index)));
  return made;
}

export function filter<T, S extends T>(list: List<T>, is: (item: T) => item is S): S[];
export function filter<T>(list: List<T>, is: (item: T, index: number) => boolean): T[];
export function filter<T>(list: List<T>, is: (item: T, index: number) => boolean): T[] {
  const kept: T[] = [];
  each(list, (item, index) => {
    if (is(item, index)) push(kept, item);
  });
  return kept;
}

/** The index of the first item that passes; -1 if none does. */
export function findIndex<T>(list: List<T>, is: (item: T, index: number) => boolean): number {
  for (let at = 0; at < list.length; at++) if (is(list[at] as T, at)) return at;
  return -1;
}

export const find = <T>(list: List<T>, is: (item: T) => boolean): T | undefined => list[findIndex(list, is)];

export const some = <T>(list: List<T>, is: (item: T, index: number) => boolean): boolean =>
  findIndex(list, is) >= 0;

export const all = <T>(list: List<T>, is: (item: T, index: number) => boolean): boolean =>
  findIndex(list, (item, index) => !is(item, index)) < 0;

export const includes = <T>(list: List<T>, item: T): boolean => some(list, other => other === item);

/** The items from `from` up to and without `to`. */
export function part<T>(list: List<T>, from: number, to: number = list.length): T[] {
  const made: T[] = [];
  for (let at = from; at < to && at < list.length; at++) push(made, list[at] as T);
  return made;
}

export function joined(list: List<string>, separator: string): string {
  let text = '';
  each(list, (item, index) => (text += (index === 0 ? '' : separator) + item));
  return text;
}
