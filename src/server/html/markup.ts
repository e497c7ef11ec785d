// The door to what understands markup. Behind it is a parser of 170 kB, a third of all our code, which a start can do without:
// what ships has it in a file of its own and loads that at the first use of one of these functions (esbuild.mjs).
export { placeInHtml, placeInXml } from './tagPlace';
export { metaCharset } from './metaCharset';
export { metaPolicies } from './metaPolicies';
