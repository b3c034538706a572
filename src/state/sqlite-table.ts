/**
 * Reads from an SQLite file: with Node's own SQLite where it has one (22.5 and later), else with a build of SQLite in WebAssembly. It
 * reads a copy: a file in WAL mode, as Meltano's is, cannot be opened without writing beside it.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as wasmModule from 'node-sqlite3-wasm';
import { MeltemiError } from '../model/errors';
import { loadOptional } from '../model/optional-package';

type Row = Readonly<Record<string, string | null>>;

/** `parameters`: for `$1` in `sql`. A table that is not there has no rows. Throws `ConfigInvalid` for a file that cannot be read. */
export async function querySqlite(file: string, sql: string, parameters: readonly string[]): Promise<readonly Row[]> {
  // Only its owner may enter the folder.
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-sqlite-'));
  try {
    return queryCopy(copyInto(folder, file), sql.replaceAll('$1', '?'), parameters);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    if (/no such table/.test(why)) return [];
    const reason = `Reading Meltano's database \`${file}\` failed: ${why}.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Check that it is an SQLite file and may be read.', { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With what is not yet moved from the WAL into the file. */
function copyInto(folder: string, file: string): string {
  const copy = join(folder, 'copy.db');
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  return copy;
}

function queryCopy(file: string, sql: string, parameters: readonly string[]): readonly Row[] {
  const database = openDatabase(file);
  try {
    return database.all(sql, parameters).map(texts);
  } finally {
    database.close();
  }
}

interface OpenDatabase {
  readonly all: (sql: string, parameters: readonly string[]) => readonly object[];
  readonly close: () => void;
}

/** What is used of `node:sqlite`, which the types of the oldest Node that runs here do not know. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => {
    prepare(sql: string): { all(...parameters: readonly string[]): readonly object[] };
    close(): void;
  };
}

function openDatabase(file: string): OpenDatabase {
  // Answers undefined where Node has no such module; a `require` would throw, and print a warning where it is new.
  const own = process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined;
  if (own !== undefined) {
    const database = new own.DatabaseSync(file);
    return { all: (sql, given) => database.prepare(sql).all(...given), close: () => database.close() };
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that come from Meltano's database
  const load = () => require('node-sqlite3-wasm') as typeof wasmModule;
  const { Database } = loadOptional(load, 'node-sqlite3-wasm', 'The state backend `systemdb`');
  const database = new Database(file, { fileMustExist: true });
  // There is no memory to share in WebAssembly; SQLite needs none for a file that nobody else opens.
  database.exec('pragma locking_mode = exclusive');
  return { all: (sql, given) => database.all(sql, [...given]), close: () => database.close() };
}

function texts(row: object): Row {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value === null || value === undefined ? null : String(value)]),
  );
}
