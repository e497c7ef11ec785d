/** Reads a path that a route names: relative to the root, without dots; undefined for one that leaves the root. Pure. */
export function readFilePath(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const segments = value.split('/').filter(part => part !== '' && part !== '.');
  const leaves = segments.some(part => part === '..' || /[\\:\0]/.test(part));
  return segments.length === 0 || leaves ? undefined : segments.join('/');
}
