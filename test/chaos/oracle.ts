/** Compares source and target row by row, as multisets of texts: nothing lost, doubled or changed, and nothing left behind. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Arena } from './arena';
import { readFiles, readTable, tablesAside } from './duckdb-reader';
import { expectedRows, loadedRows, type ChaosJob, type ChaosStream } from './jobs';
import { dataKeys, filesBelow, leftovers, objectsInBucket, objectsInFolder, type Objects } from './objects';
import { normalRow, RowBag } from './rows';

export interface Verdict {
  readonly rows: number;
  /** Rows that only one side has; a changed row counts twice. */
  readonly wrong: number;
  readonly examples: readonly string[];
  /** Sentences about objects, files and tables that nobody needs any more. */
  readonly left: readonly string[];
}

interface Expectation {
  /** The source at the last run. */
  readonly seen: RowBag;
  readonly all: RowBag;
}

const EXAMPLES = 3;

export class Oracle {
  private readonly expectations = new Map<string, Expectation>();

  constructor(private readonly arena: Arena) {}

  /** After a run of the job that came to its end; the source is as it was all the time. */
  async judge(job: ChaosJob, source: Client, target: Client): Promise<Verdict> {
    const found = await this.findingsOf(job, target);
    let [rows, wrong] = [0, 0];
    const examples: string[] = [];
    for (const stream of job.streams) {
      const expected = this.expect(job, stream, await rowsOf(source, expectedRows(job, stream)));
      const actual = RowBag.of(found.rows.get(stream.table) ?? []);
      const [missing, extra] = [expected.without(actual), actual.without(expected)];
      rows += expected.size;
      wrong += missing.size + extra.size;
      examples.push(...missing.examples(EXAMPLES).map((row) => `${stream.table}: missing in the target: ${row}`));
      examples.push(...extra.examples(EXAMPLES).map((row) => `${stream.table}: only in the target: ${row}`));
    }
    return { rows, wrong, examples, left: found.left };
  }

  private expect(job: ChaosJob, { table, growth }: ChaosStream, rows: readonly string[]): RowBag {
    const now = RowBag.of(rows);
    const key = `${job.name} ${table}`;
    const before = this.expectations.get(key) ?? { seen: new RowBag(), all: new RowBag() };
    let all = before.all;
    if (growth === 'mirror') all = now;
    else all.addAll(growth === 'all' ? now : now.without(before.seen));
    this.expectations.set(key, { seen: now, all });
    return all;
  }

  private async findingsOf(job: ChaosJob, target: Client): Promise<Findings> {
    const { arena } = this;
    const { place } = job;
    switch (place.in) {
      case 'postgres':
        return {
          rows: await each(job, (stream) => rowsOf(target, loadedRows(job, stream, place.schema))),
          left: await rowsOf(
            target,
            `select format('table %s.%s', schemaname, tablename) as row from pg_tables
              where schemaname = '${place.schema}' and tablename like '%\\_\\_meltemi\\_%'`,
          ),
        };
      case 'duckdb': {
        const path = join(arena.output, place.file);
        const rows = await each(job, ({ table }) => readTable(path, place.schema, table));
        const files = readdirSync(arena.output).filter((name) => name.startsWith(`${place.file}.`));
        return { rows, left: [...(await tablesAside(path)), ...files] };
      }
      case 'jsonl': {
        const root = join(arena.output, place.root);
        const files = filesBelow(root).filter((name) => !/^\.meltemi\/[^/]+\/v\d+\.json$/.test(name));
        const data = (table: string): string => `public-${table}.jsonl`;
        const names = new Set(job.streams.map(({ table }) => data(table)));
        return {
          rows: await each(job, ({ table }) => readFiles([join(root, data(table))], 'jsonl', table)),
          left: files.filter((name) => !names.has(name)),
        };
      }
      case 'files': {
        return this.objectsOf(job, objectsInFolder(join(arena.output, place.root)));
      }
      case 'bucket': {
        const scratch = mkdtempSync(join(arena.root, 'fetched-'));
        try {
          return await this.objectsOf(job, await objectsInBucket(arena.bucket, place.root, scratch));
        } finally {
          rmSync(scratch, { recursive: true, force: true });
        }
      }
    }
  }

  private async objectsOf(job: ChaosJob, objects: Objects): Promise<Findings> {
    const { place } = job;
    if (place.in !== 'files' && place.in !== 'bucket') throw new Error(`${job.name} makes no objects`);
    const streams = job.streams.map(({ table }) => `public-${table}`);
    return {
      rows: await each(job, async ({ table }) =>
        readFiles(await objects.fetch(dataKeys(objects, `public-${table}`)), place.format, table),
      ),
      left: [...(await leftovers(objects, streams)), ...filesBelow(join(this.arena.scratch, 'meltemi-uploads'))],
    };
  }
}

interface Findings {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly left: readonly string[];
}

async function each(
  job: ChaosJob,
  read: (stream: ChaosStream) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = new Map<string, readonly string[]>();
  for (const stream of job.streams) rows.set(stream.table, await read(stream));
  return rows;
}

async function rowsOf(client: Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(query);
  return rows.map(({ row }) => normalRow(row));
}
