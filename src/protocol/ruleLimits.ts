// Limits of what a page tells of its rules, apart from the checks: the picker has no use for those.
export const MOST_SHEETS = 1_000;
export const MOST_STEPS = 200;
export const MOST_NAMES = 2_000;
export const LONGEST_SELECTOR = 2_000;
export const LONGEST_NAME = 500;
