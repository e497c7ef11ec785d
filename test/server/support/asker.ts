import type { Admission, Asker } from '../../../src/server/ask/guard';

/** The fields of a client on this machine that is no browser. */
export const curl: Asker = {
  method: 'GET',
  httpVersion: '1.1',
  host: 'localhost:5500',
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
  referer: undefined,
  accept: '*/*',
  purpose: undefined,
  isPing: false,
  local: '127.0.0.1',
};

export const admission: Admission = { host: '127.0.0.1', authorities: [], cors: [] };
