/** An update that does not fit the page as it is; the page has not been changed, and only a reload shows the truth. */
export class Refusal extends Error {}
