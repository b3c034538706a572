/**
 * The states in Meltano's own database, its table `state`. They are read only: this database also holds Meltano's runs, and two
 * programs that write one SQLite file are one too many. The durable bookmarks go on from there.
 */
import { existsSync } from 'node:fs';
import type { JsonValue } from '../model/json';
import { parseJson } from '../model/lossless-json';
import { isMapping, readDocument } from '../model/state-document';
import type { StateSettings } from '../model/state-settings';
import type * as postgresModule from './postgres-table';
import { querySqlite } from './sqlite-table';
import type { StateSource, StoredState } from './state-backend';

/** A row of the table, every column as text. */
type Row = Readonly<Record<string, string | null>>;

/** Runs a query whose parameter, if it has one, is written `$1`. */
type Query = (sql: string, parameters: readonly string[]) => Promise<readonly Row[]>;

/** Null: the project has no database that can be read, so Meltano keeps no state there (or on a machine that we do not see). */
export function openSystemDatabase({ databaseUri }: StateSettings): StateSource | null {
  const file = /^sqlite(?:\+[a-z0-9]+)?:\/\/\/([^?]*)/i.exec(databaseUri)?.[1];
  if (file !== undefined) {
    return existsSync(file)
      ? new SystemDatabase(`sqlite:///${file}`, (sql, given) => querySqlite(file, sql, given))
      : null;
  }
  if (!/^postgres/i.test(databaseUri)) return null;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the client is loaded only where the database is a PostgreSQL
  const { queryPostgres } = require('./postgres-table') as typeof postgresModule;
  return new SystemDatabase('the database of `database_uri`', (sql, given) => queryPostgres(databaseUri, sql, given));
}

class SystemDatabase implements StateSource {
  readonly place: string;
  readonly #query: Query;

  constructor(place: string, query: Query) {
    this.place = place;
    this.#query = query;
  }

  async list(): Promise<readonly string[]> {
    const rows = await this.#query('select state_id from state', []);
    return rows.flatMap(({ state_id: stateId }) => (typeof stateId === 'string' ? [stateId] : []));
  }

  async read(stateId: string): Promise<StoredState | null> {
    const columns = 'completed_state, partial_state, updated_at';
    const [row] = await this.#query(`select ${columns} from state where state_id = $1`, [stateId]);
    if (row === undefined) return null;
    const document = readDocument({
      completed: mapping(row['completed_state'] ?? null),
      partial: mapping(row['partial_state'] ?? null),
    });
    return { document, modifiedAtMs: utc(row['updated_at'] ?? null) };
  }
}

function mapping(text: string | null): JsonValue {
  const value = text === null || text === '' ? {} : parseJson(text);
  return isMapping(value) ? value : {};
}

/** Meltano writes UTC without saying so. */
function utc(text: string | null): number | null {
  const ms = text === null ? NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? null : ms;
}
