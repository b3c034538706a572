/** The pages of a stream's records, whatever kind of stream it is; the next one is asked for while this one is worked on. */
import { setImmediate } from 'node:timers/promises';
import type { Context, PageToken, RecordPage, SdkRecord, Stream } from '../../sdk';

export interface StreamPage {
  readonly records: readonly SdkRecord[];
  /** With which this page was asked for; undefined: the first, or the stream cannot go on in its middle. */
  readonly token: PageToken | undefined;
  /** Undefined behind the last page. */
  readonly next: PageToken | undefined;
  /** Handed back together with `next`. */
  readonly trail: RecordPage['trail'] | undefined;
}

interface PagedStream {
  pages(context: Context | null, from?: PageToken, trail?: RecordPage['trail']): AsyncGenerator<RecordPage>;
}

/** Records given together of a stream that has no pages. */
const RECORDS_PER_PAGE = 1000;

export async function* pagesOf(
  stream: Stream,
  context: Context | null,
  from: PageToken | undefined,
  trail?: RecordPage['trail'],
): AsyncGenerator<StreamPage> {
  if (!isPaged(stream)) {
    yield* gathered(stream.getRecords(context));
    return;
  }
  const pages = stream.pages(context, from, trail);
  let token = from;
  let coming = pages.next();
  try {
    for (;;) {
      const result = await coming;
      if (result.done === true) return;
      const { records, next, trail: seen } = result.value;
      // Errors of the page that comes are told when it is asked for.
      coming = pages.next();
      coming.catch(() => undefined);
      // Its request leaves before the records of this page take the processor: 2 ms for 200 of them, at every page.
      await setImmediate();
      yield { records, token, next, trail: seen };
      token = next;
    }
  } finally {
    await coming.catch(() => undefined);
    await pages.return(undefined);
  }
}

/** Whether a stream can go on in the middle. */
export function isPaged(stream: Stream): stream is Stream & PagedStream {
  return 'pages' in stream && typeof stream.pages === 'function';
}

async function* gathered(records: AsyncIterable<SdkRecord>): AsyncGenerator<StreamPage> {
  let some: SdkRecord[] = [];
  for await (const record of records) {
    if (some.push(record) < RECORDS_PER_PAGE) continue;
    yield { records: some, token: undefined, next: undefined, trail: undefined };
    some = [];
  }
  yield { records: some, token: undefined, next: undefined, trail: undefined };
}
