import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryRows, useDatabase } from '../../src/systems/duckdb/database-file';
import { createDuckdbTarget } from '../../src/targets/duckdb/target';
import type { Target } from '../../src/targets/target';
import { describeTarget } from './target';
import { describeTargetInputs, shownByDuckdb } from './target-inputs';
import { noAbort, type Row, type TargetUnderTest } from './target-bench';

async function make(): Promise<TargetUnderTest & { readonly filepath: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-duckdb-'));
  const filepath = join(folder, 'shop.duckdb');
  let hook: (name: string) => void = () => undefined;
  const open = (faultPoint: (name: string) => void): Target =>
    createDuckdbTarget({ filepath }, { pluginName: 'target-duckdb', faultPoint, warn: () => undefined });
  return {
    filepath,
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: (outputName) => readTable(filepath, outputName.split('-').at(-1) ?? ''),
    close: async () => {
      // The file alone: no page that waits, no log that is not in it yet.
      const names = await readdir(folder);
      await rm(folder, { recursive: true, force: true });
      expect(names.filter((name) => name !== 'shop.duckdb')).toEqual([]);
    },
  };
}

async function readTable(path: string, table: string): Promise<readonly Row[]> {
  if (!existsSync(path)) return [];
  return useDatabase(path, noAbort, async (connection) => {
    const found = await queryRows(connection, 'SELECT 1 FROM duckdb_tables() WHERE table_name = $1', [table]);
    if (found.length === 0) return [];
    const rows = await queryRows(connection, `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM main."${table}"`);
    return rows as readonly Row[];
  });
}

describeTarget('duckdb', make, {
  skip: [
    {
      reason: 'a DuckDB file has one writer at a time, so the target does not ask for parallel loads',
      tests: ['batches loaded side by side are committed in order'],
    },
  ],
});

describeTargetInputs('duckdb', async () => {
  const under = await make();
  const lengthOfNote = (): Promise<number> =>
    useDatabase(under.filepath, noAbort, async (connection) => {
      const [row] = await queryRows(connection, 'SELECT CAST(length(note) AS INTEGER) AS length FROM main.orders');
      return Number(row?.['length']);
    });
  return { under, inputs: { lengthOfNote, refusesNan: true, shown: shownByDuckdb } };
});
