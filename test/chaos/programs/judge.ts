/** Compares source and target of a program job row by row, by the level that the run printed. */
import { join } from 'node:path';
import type { Client } from 'pg';
import type { DeliveryLevel } from '../../../src/model/plan';
import { readFiles } from '../duckdb-reader';
import { normalRow, RowBag } from '../rows';
import { TABLES } from '../tables';
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
  async judge(job: ProgramJob, level: DeliveryLevel, source: Client, target: Client): Promise<ProgramVerdict> {
    const now = RowBag.of(await rowsOf(source, sourceRows(job)));
    const actual = RowBag.of(await this.#targetRows(job, target));
    const before = this.#before.get(job.name) ?? NOTHING;
    this.#before.set(job.name, { source: now, target: actual });
    if (job.growth === 'mirror') return verdict(now, actual, now, isExact(job, level));
    const news = job.growth === 'all' ? now : now.without(before.source);
    const vanished = before.target.without(actual);
    const found = verdict(news, actual.without(before.target), now, isExact(job, level));
    const examples = vanished.examples(EXAMPLES).map((row) => `vanished from the target: ${row}`);
    return { ...found, wrong: found.wrong + vanished.size, examples: [...found.examples, ...examples] };
  }

  async #targetRows(job: ProgramJob, target: Client): Promise<readonly string[]> {
    if (job.target !== 'target-lines') return rowsOf(target, targetRows(job));
    return readFiles([join(linesFolder(this.output, job.name), `${job.table}.jsonl`)], 'jsonl', job.table);
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
function sourceRows({ table, mapped }: ProgramJob): string {
  if (!mapped) return `select ${TABLES[table].postgres}::text as row from ${table}`;
  return table === 'orders'
    ? `select json_build_array(id, upper(note), amount::float8, md5(ref::text), ${MICROSECONDS})::text as row from orders`
    : `select json_build_array(id, upper(body), stars, ${MICROSECONDS})::text as row from notes`;
}

function targetRows({ name, table, mapped }: ProgramJob): string {
  const from = `${schemaOf(name)}.${table}`;
  if (!mapped) return `select ${TABLES[table].postgres}::text as row from ${from}`;
  return `select json_build_array(id, note, amount::float8, k, ${MICROSECONDS})::text as row from ${from}`;
}
