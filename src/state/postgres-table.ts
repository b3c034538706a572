/** Reads from Meltano's database where it is a PostgreSQL. */
import { MeltemiError } from '../model/errors';
import { connect } from '../systems/postgres/connect';
import { sqlStateOf } from '../systems/postgres/errors';
import { readPostgresSettings } from '../systems/postgres/settings';

type Row = Readonly<Record<string, string | null>>;

const UNDEFINED_TABLE = '42P01';

/** A table that is not there has no rows. Throws the errors of the PostgreSQL client, and `ConfigInvalid` for another URL. */
export async function queryPostgres(uri: string, sql: string, parameters: readonly string[]): Promise<readonly Row[]> {
  const settings = readPostgresSettings({ sqlalchemy_url: uri }, 'database_uri');
  const client = await connect(settings, { side: 'target', purpose: "reading Meltano's states" });
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } catch (error) {
    if (sqlStateOf(error) === UNDEFINED_TABLE) return [];
    const why = error instanceof Error ? error.message : String(error);
    throw new MeltemiError(
      'TargetUnavailable',
      `Reading the states in Meltano's database failed: ${why}.`,
      'Check `database_uri`.',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}
