import type { RequestEntry } from '../protocol/logEntry';
import { Batches, type Batch, type BatchLimits } from './batches';

/** Bytes of headers and bodies that may wait for the editor; above that, requests are sent without them. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Recorded requests on their way to the editor, bounded in number and in bytes. */
export class Records {
  private readonly batches: Batches<RequestEntry>;
  private bytes = 0;

  constructor(post: (batch: Batch<RequestEntry>) => void, limits: BatchLimits) {
    this.batches = new Batches(batch => {
      this.bytes = 0;
      post(batch);
    }, limits);
  }

  add(entry: RequestEntry): void {
    const bytes = weightOf(entry);
    const fits = this.bytes + bytes <= MOST_BYTES;
    if (fits) this.bytes += bytes;
    this.batches.add(fits ? entry : withoutDetails(entry));
  }

  taken(): void {
    this.batches.taken();
  }

  flush(): void {
    this.batches.flush();
  }
}

function weightOf({ details }: RequestEntry): number {
  if (!details) return 0;
  const { requestHeaders, responseHeaders, requestBody, responseBody } = details;
  const text = [...requestHeaders, ...responseHeaders].reduce((sum, each) => sum + each.length, 0);
  return text + (requestBody?.bytes.length ?? 0) + (responseBody?.bytes.length ?? 0);
}

function withoutDetails({ details: _details, ...entry }: RequestEntry): RequestEntry {
  return entry;
}
