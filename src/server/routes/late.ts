// The door to what reads bodies and the routes file, and answers from them: a third of all our code, which a start can do without.
// What ships has it in a file of its own and loads that at the first use of one of these (esbuild.mjs).
export { answerMatched, echo } from './exchange';
export { createKinds } from './createKinds';
export { readRouteFile } from './routeFile';
