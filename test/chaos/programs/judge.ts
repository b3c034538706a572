/** Compares source and target of a program job row by row, by the level that the run printed. */
import { join } from 'node:path';
import type { Client } from 'pg';
import type { DeliveryLevel } from '../../../src/model/plan';
import { readFiles } from '../duckdb-reader';
import { normalRow, RowBag } from '../rows';
import { TABLES, type TableName } from '../tables';
import type { ProgramJob } from './jobs';
import { linesFolder, schemaOf } from './project';

export interface ProgramVerdict {
  /** Of the source, and of what is compared with it. */
  readonly rows: number;
  /** Missing, foreign, or there too often where the level does not allow it. */
  readonly wrong: number;
  /** Rows that came again where the level allows it. */
  readonly again: number;
  readonly examples: readonly string[];
}

interface Before {
  readonly source: RowBag;
  readonly target: RowBag;
}

const NOTHING: Before = { source: new RowBag(), target: new RowBag() };
const EXAMPLES = 3;

/** Remembers both sides of each job as its last run left them, so that rows of an earlier run cannot stand in for lost ones. */
export class ProgramJudge {
  readonly #before = new Map<string, Before>();

  /** `output`: folder of all files. */
  constructor(private readonly output: string) {}

  /** After a run that came to its end; the source is as it was all the time. */
  async judge(
    job: ProgramJob,
    table: TableName,
    level: DeliveryLevel,
    source: Client,
    target: Client,
  ): Promise<ProgramVerdict> {
    const now = RowBag.of(await rowsOf(source, sourceRows(job, table)));
    const actual = RowBag.of(await this.#targetRows(job, table, target));
    const key = `${job.name} ${table}`;
    const before = this.#before.get(key) ?? NOTHING;
    this.#before.set(key, { source: now, target: actual });
    if (job.growth === 'mirror') return verdict(now, actual, now, isExact(job, level));
    const news = job.growth === 'all' ? now : now.without(before.source);
    if (job.growth === 'news') return verdict(news, actual, now, isExact(job, level));
    const vanished = before.target.without(actual);
    const found = verdict(news, actual.without(before.target), now, isExact(job, level));
    const examples = vanished.examples(EXAMPLES).map((row) => `vanished from the target: ${row}`);
    return { ...found, wrong: found.wrong + vanished.size, examples: [...found.examples, ...examples] };
  }

  async #targetRows(job: ProgramJob, table: TableName, target: Client): Promise<readonly string[]> {
    if (job.target !== 'target-lines') return rowsOf(target, targetRows(job, table));
    return readFiles([join(linesFolder(this.output, job.name), `${table}.jsonl`)], 'jsonl', table);
  }
}

/** A key by which the target merges makes repeats harmless; else it is the printed level that counts. */
function isExact({ merged }: ProgramJob, level: DeliveryLevel): boolean {
  return merged || level !== 'at least once';
}

/** `known`: what may come again where repeats are allowed. */
function verdict(expected: RowBag, actual: RowBag, known: RowBag, exact: boolean): ProgramVerdict {
  const [missing, more] = [expected.without(actual), actual.without(expected)];
  const foreign = exact ? more : more.strangersTo(known);
  return {
    rows: expected.size,
    wrong: missing.size + foreign.size,
    again: more.size - foreign.size,
    examples: [
      ...missing.examples(EXAMPLES).map((row) => `missing in the target: ${row}`),
      ...foreign.examples(EXAMPLES).map((row) => `only in the target: ${row}`),
    ],
  };
}

async function rowsOf(client: Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(query);
  return rows.map(({ row }) => normalRow(row));
}

const MICROSECONDS = '(extract(epoch from updated_at) * 1000000)::bigint';

/** The source as the job's map makes it. */
function sourceRows({ mapped }: ProgramJob, table: TableName): string {
  if (!mapped) return `select ${TABLES[table].postgres}::text as row from ${table}`;
  return table === 'orders'
    ? `select json_build_array(id, upper(note), amount::float8, md5(ref::text), ${MICROSECONDS})::text as row from orders`
    : `select json_build_array(id, upper(body), stars, ${MICROSECONDS})::text as row from notes`;
}

function targetRows({ name, mapped }: ProgramJob, table: TableName): string {
  const from = `${schemaOf(name)}.${table}`;
  if (!mapped) return `select ${TABLES[table].postgres}::text as row from ${from}`;
  return `select json_build_array(id, note, amount::float8, k, ${MICROSECONDS})::text as row from ${from}`;
}
