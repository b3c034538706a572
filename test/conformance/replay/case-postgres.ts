/** The PostgreSQL server of the cases, started when the first one needs it. */
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../../support/postgres';

let server: Promise<TestPostgres> | null = null;
const made = new Map<string, string>();

/** Takes all schemas away and makes the recordings' own: an empty `public`, and `ext` with hstore and citext. */
const EMPTY = `
do $$ declare name text; begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
end $$;
create schema public; create schema ext; create extension hstore schema ext; create extension citext schema ext`;

/** The database of this name, empty. Answers its URL. */
export async function caseDatabase(name: string): Promise<string> {
  server ??= startPostgres();
  const { url } = await server;
  let own = made.get(name);
  if (own === undefined) {
    await runSql(url, `create database "${name}"`);
    own = Object.assign(new URL(url), { pathname: `/${name}` }).toString();
    made.set(name, own);
  }
  await runSql(own, `set client_min_messages = warning; ${EMPTY}`);
  return own;
}

/** One after the other, in one session. */
export async function runSql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export async function closeCasePostgres(): Promise<void> {
  await (await server)?.stop();
  server = null;
  made.clear();
}
