/** The last check of a file: as many records as the page's ref says. */
import { MeltemiError } from '../../model/errors';
import type { PageReader } from '../../pages/page-store';

export function wrongCount(page: PageReader, rows: number): MeltemiError {
  return new MeltemiError(
    'PageMissing',
    `Page \`${page.ref.key}\` is said to hold ${String(page.ref.rows)} rows, but ${String(rows)} were found.`,
    'Nothing was loaded; the page is read again.',
  );
}
