/** The path of a file as a route names it, relative to the root and without dots; undefined for one that leads elsewhere. Pure. */
export function readFilePath(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const segments = value.split('/').filter(part => part !== '' && part !== '.');
  const leaves = segments.some(part => part === '..' || /[\\:\0]/.test(part));
  return segments.length === 0 || leaves ? undefined : segments.join('/');
}
