// Limits of a page's message about rules. They stand apart from the checks, which the picker does not need.
export const MOST_SHEETS = 1_000;
export const MOST_STEPS = 200;
export const MOST_NAMES = 2_000;
export const LONGEST_SELECTOR = 2_000;
export const LONGEST_NAME = 500;
