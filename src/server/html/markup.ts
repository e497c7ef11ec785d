// The code that needs the HTML parser. `import()` this file only: the parser takes as long to load as all the rest of the server.
export { findInjection } from './injection';
export { metaPolicies } from './metaPolicies';
