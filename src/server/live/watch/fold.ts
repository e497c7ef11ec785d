/** Equal for paths that a disk may take for one. */
export const fold = (path: string): string => path.normalize().toLowerCase();
