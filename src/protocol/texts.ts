/** Every sentence that the server shows on its own pages, in English; the editor sends translations of these. */
export const english = {
  notFoundTitle: 'Not found',
  notFound: 'There is no file at this address.',
  nearNames: 'Did you mean',
  showFolder: 'Show the folder',
  forbiddenTitle: 'Not readable',
  forbidden: 'Porthole has no permission to read this file. Check its permissions.',
  busy: 'The system has no free file descriptors right now. Try again in a second.',
  failedTitle: 'Something went wrong',
  failed: 'The server could not answer this request. The log says why.',
  refusedTitle: 'Refused',
  continue: 'Continue to this address',
  refusedSetting: 'To allow it, change the setting {0}.',
  refusedHost: 'Open the page at localhost or 127.0.0.1 instead.',
  method: 'This address only supports {0}.',
  folderOf: 'Folder {0}',
  name: 'Name',
  size: 'Size',
  modified: 'Modified',
  parent: 'Parent folder',
  empty: 'This folder is empty.',
  listingCut: 'Only the first {0} entries are shown.',
  echoTitle: 'Received {0} {1}',
  echo: 'No route handles this request. Here is what was sent. To answer it, add a route to porthole.routes.json.',
  echoQuery: 'Query parameters',
  echoFields: 'Fields',
  echoFiles: 'Files',
  echoRaw: 'Raw body',
  echoBody: 'Body: {0}, {1}.',
  proxyTitle: 'No response from the other server',
  proxySilent: '{0} did not respond within {1} ms. To wait longer, set “timeout” in its route.',
  proxyGone: '{0} cannot be reached ({1}). Is it running?',
  proxyCertificate:
    'The certificate of {0} cannot be verified ({1}). To accept it, set "insecure": true in its route.',
  proxyInvalid: 'The response of {0} cannot be passed on: {1}.',
  proxyClimb: 'This path would leave the part of the server that its route leads to.',
  proxyLoop: 'This route points back to this server.',
  handlerMissing: 'The module {0} of this route was not found.',
  handlerFailed: 'The handler {0} failed.',
  handlerSilent: 'The handler {0} did not respond within {1} s.',
  handlerHung: '{0} did not respond for {1} s. Porthole ended its thread; the next request starts a new one.',
  deviceTitle: 'Scan the code first',
  device:
    'This address is only for devices that scanned the current code. In VS Code, run “Porthole: Show on Phone or Tablet”.',
  tryAgain: 'Try again',
  pickHint:
    'Pick mode: click an element, or walk with the arrow keys and press Enter, to open its source. Press Esc to leave.',
  madeByScript: '{0}, made by a script',
  checkStrayEndTag: 'No open {0} element matches this end tag.',
  checkUnclosed: 'The {0} element is not closed.',
  checkParseError: 'HTML parse error: {0}.',
  checkDuplicateId: 'The id “{0}” is used more than once.',
  checkFirstUse: 'First used here.',
  checkBroken: '{0} was not found.',
  checkNear: '{0} was not found. Did you mean {1}?',
  checkCase: '{0} was not found: the name on the disk is {1}.',
  checkFragment: 'No element in {0} has the id “{1}”.',
  checkPages: '{0} ({1} pages)',
  checkFailed: '{0} failed with status {1}.',
} as const;

export type Texts = Readonly<Record<keyof typeof english, string>>;

/** Fills the `{0}`, `{1}` … of a sentence; a placeholder without a value stays. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}
