// The code that reads the routes file and request bodies. `import()` this file only: a start without routes does not load it.
export { answerMatched, echo } from './exchange';
export { createKinds } from './createKinds';
export { readRouteFile } from './routeFile';
