/** Every sentence that the server shows on its own pages, in English; the editor sends translations of these. */
export const english = {
  /** BCP 47 tag of these sentences: for screen readers, numbers and dates. */
  language: 'en',
  notFoundTitle: 'Not found',
  notFound: 'There is no file at this address.',
  notFoundPath: '{0} was not found.',
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
  deviceRemoved: 'This device was removed in VS Code. To open the page again, scan the current code.',
  deviceEnded: 'The share that this device joined has ended. To open the page again, scan the current code.',
  deviceFull:
    'No more devices can join. In VS Code, remove a device that is no longer needed. Then scan the new code.',
  tryAgain: 'Try again',
  pickHint:
    'Pick mode: click an element, or walk with the arrow keys and press Enter, to open its source. Press R to list its CSS rules, Esc to leave.',
  madeByScript: '{0}, made by a script',
  readInside: '{0}, inside this element',
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
  checkTimes: '{0} ({1} times)',
  checkTimesPages: '{0} ({1} times, {2} pages)',
  checkDeclaration: 'The browser drops this declaration: “{0}”.',
  checkSelector: 'The browser drops this rule, since it does not know the selector “{0}”.',
  checkFailed: '{0} failed with status {1}.',
  checkLost: '{0} could not be loaded: it was blocked, refused, or is not what the page expects.',
  trustTitle: 'Trust this certificate',
  trust:
    'Your browser warns because it does not know who signed the certificate of this address. Everything works after the warning. To get rid of it, install the authority of the machine that runs Porthole. Service workers need it, too.',
  trustLimits:
    'The authority can only sign for private addresses, localhost, and names that end in .local or .localhost.',
  trustFile: 'Download the certificate',
  trustProfile: 'Download the profile for iPhone and iPad',
  trustIos: 'iPhone and iPad: download the profile. In Settings, open Profile Downloaded and install it.',
  trustIosSwitch:
    'Then open General, About, Certificate Trust Settings, and turn on the switch of the authority. Without this second step, nothing changes.',
  trustAndroid:
    'Android: download the certificate. In Settings, search for “CA certificate” and install the file.',
  trustWindows:
    'Windows: open the certificate and install it for the current user, in “Trusted Root Certification Authorities”.',
  trustMac: 'macOS: open the certificate. In Keychain Access, set it to “Always Trust”.',
  trustChrome: 'Chrome on Linux: open chrome://certificate-manager and import the certificate as trusted.',
  trustFirefox:
    'Firefox: in Settings, search for “certificates”, open View Certificates, Authorities, and import the certificate.',
  trustNone: 'The certificate of this address has no authority that you could install.',
  certificateMissing: 'The certificate file {0} cannot be read ({1}). Check its path.',
  certificateNone: '{0} is not a certificate in PEM format. Choose another file with porthole.https.cert.',
  certificateNoKey: '{0} is not a private key in PEM format. Choose another file with porthole.https.key.',
  certificateMismatch:
    'The key {1} does not belong to the certificate {0}. Choose the key that it was made with.',
  certificateExpired: 'The certificate {0} expired on {1}. Renew it, or remove porthole.https.cert.',
  certificateEarly: 'The certificate {0} is not valid before {1}. Check the clock of this machine.',
  certificatePassphrase: 'The passphrase does not open {0}. Start the server to enter it again.',
  certificateBundle:
    '{0} cannot be used as a certificate with its key ({1}). Choose another file with porthole.https.cert.',
} as const;

export type Texts = Readonly<Record<keyof typeof english, string>>;

/** Fills the `{0}`, `{1}` … of a sentence; a placeholder without a value stays. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}
