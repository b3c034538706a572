/** Writes a page as a file of the format, and the file to the store. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '../../model/stream';
import type { PageReader } from '../../pages/page-store';
import { nameAside } from '../../systems/process/left-behind';
import type { ConstantColumn } from '../formats/file-format';
import type { BatchTime } from './layout';
import type { Place } from './place';

const PROCESS_DATE: Column = {
  name: '_PROCESS_DATE',
  schema: { type: ['string', 'null'], format: 'date-time' },
  sqlType: 'timestamp without time zone',
  nullable: true,
};

/** `at`: a batch that is tried again has the same one, so that its file has the same bytes. */
export async function uploadPage(
  place: Place,
  page: PageReader,
  at: BatchTime,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { objects, format, context } = place;
  await mkdir(objects.scratchFolder, { recursive: true, mode: 0o700 });
  const path = join(objects.scratchFolder, nameAside(format.type));
  try {
    await format.write(page.schema, page, path, signal, constantsOf(place, page, at));
    context.faultPoint('after-target-rows');
    await objects.upload(key, path, signal);
  } finally {
    await rm(path, { force: true });
  }
}

function constantsOf({ processDate }: Place, page: PageReader, at: BatchTime): readonly ConstantColumn[] {
  const isThere = page.schema.columns.some(({ name }) => name === PROCESS_DATE.name);
  return processDate && !isThere ? [{ column: PROCESS_DATE, text: timestampText(at) }] : [];
}

/** PostgreSQL's text of a timestamp without time zone, in UTC. */
function timestampText(at: BatchTime): string {
  const seconds = new Date(Math.floor(at / 1000)).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(at % 1_000_000).padStart(6, '0')}`;
}
