/** A page as the settings want it loaded. */
import type { PageReader } from '../../pages/page-store';
import type { PostgresTargetSettings } from './settings';
import { withNames } from './variant';

/** With the names of the table's columns, and without NUL characters where the settings say so: PostgreSQL's texts have no place for them. */
export function fittedPage(settings: PostgresTargetSettings, page: PageReader): PageReader {
  // Bytes of binary rows are values.
  const strips = settings.stripsNul && page.ref.encoding === 'text';
  return {
    ref: page.ref,
    schema: withNames(settings.variant, page.schema),
    chunks: (signal) => (strips ? withoutNul(page.chunks(signal)) : page.chunks(signal)),
  };
}

async function* withoutNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of chunks) yield chunk.includes(0) ? Buffer.from(chunk.filter((byte) => byte !== 0)) : chunk;
}
