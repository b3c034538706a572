/** Compares source and target row by row, as multisets of texts: nothing lost, doubled or changed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { ChaosJob } from './jobs';

export interface Verdict {
  readonly rows: number;
  /** Rows that only one side has; a changed row counts twice. */
  readonly wrong: number;
  readonly examples: readonly string[];
}

export async function judge(job: ChaosJob, source: Client, target: Client, output: string): Promise<Verdict> {
  const expected = await rowsOf(source, job.expected);
  const actual =
    'query' in job.actual ? await rowsOf(target, job.actual.query) : fileRows(join(output, job.actual.file));
  const left = new Map<string, number>();
  for (const row of expected) left.set(row, (left.get(row) ?? 0) + 1);
  const examples: string[] = [];
  let wrong = 0;
  for (const row of actual) {
    const count = left.get(row) ?? 0;
    if (count > 0) left.set(row, count - 1);
    else if (++wrong <= 3) examples.push(`only in the target: ${row}`);
  }
  for (const [row, count] of left) {
    if (count > 0 && wrong < 3) examples.push(`missing in the target: ${row}`);
    wrong += count;
  }
  return { rows: expected.length, wrong, examples };
}

async function rowsOf(client: Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(query);
  return rows.map(({ row }) => normal(row));
}

/** JSON of any spacing to one form; other texts as they are. */
function normal(row: string): string {
  return row.startsWith('[') ? JSON.stringify(JSON.parse(row)) : row;
}

function fileRows(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  if (lines.pop() !== '') throw new Error(`${path} ends in the middle of a line`);
  return lines.map((line) => {
    const { id, body, stars } = JSON.parse(line) as { id: number; body: string; stars: number };
    return JSON.stringify([id, body, stars]);
  });
}
