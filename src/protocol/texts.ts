/** Every sentence that the server shows on its own pages, in English; the editor sends translations of these. */
export const english = {
  notFoundTitle: 'Not found',
  notFound: 'There is no file at this address.',
  nearNames: 'Did you mean',
  showFolder: 'Show the folder',
  forbiddenTitle: 'Not readable',
  forbidden: 'The system does not let this server read the file. Check its permissions.',
  busyTitle: 'Too busy',
  busy: 'The system has no free file descriptor at the moment. Try again in a second.',
  failedTitle: 'Something went wrong',
  failed: 'The server could not answer this request. The log says why.',
  refusedTitle: 'Refused',
  refusedSetting: 'The setting that would allow it: {0}.',
  refusedHost: 'Open the page by its address with localhost or 127.0.0.1.',
  methodTitle: 'Method not allowed',
  method: 'This address answers {0} only.',
  malformedTitle: 'Bad request',
  folderOf: 'Folder {0}',
  name: 'Name',
  size: 'Size',
  modified: 'Modified',
  parent: 'Parent folder',
  empty: 'This folder is empty.',
  listingOff: 'This folder has no index.html, and showing its entries is switched off.',
} as const;

export type Texts = Readonly<Record<keyof typeof english, string>>;
