/** Properties that elements inherit, except rare ones, and `animation-name`: animations of an ancestor move what is inherited. */
export const INHERITED =
  /^(?:--|color|cursor|direction|font|letter-|line-|list-|quotes|tab-|text-(?!decoration-(?!skip)|overflow|box)|visibility|white-|word-|writing-|caption-|border-(?:coll|spac)|empty-|orphans|widows|hyph|overflow-wrap|pointer-|fill|stroke|paint-|marker|clip-rule|accent-|caret-|image-r|user-|ruby-|math-|scrollbar-c|animation-n|shape-r|forced-|print-|-webkit-|-moz-)/;
