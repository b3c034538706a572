/** The same project run by Meltemi or by the real Meltano, and the tables that it makes, in a form in which the two can be compared. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Ended } from '../support/cli-process';
import type { PluginProject } from '../support/plugin-project';
import { queryRows } from '../support/postgres';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

export type Side = 'meltemi' | 'meltano';

export interface Programs {
  readonly project: PluginProject;
  /** Of the real Meltano, absolute. */
  readonly meltano: string;
  readonly temporalAddress: string;
}

/** `SIDE` names in the project who runs it. */
function sideEnv(side: Side, { temporalAddress, project }: Programs): Record<string, string> {
  const env = { TEMPORAL_ADDRESS: temporalAddress, SIDE: side };
  // Meltemi takes over what Meltano's database holds: a run would begin with the other side's state, and prove nothing about its own.
  return side === 'meltemi' ? env : { ...env, MELTANO_DATABASE_URI: `sqlite:///${project.folder}/of-meltano.db` };
}

/** Resolves when it takes work. */
export async function startWorker(programs: Programs): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: programs.project.folder,
    env: { ...process.env, ...sideEnv('meltemi', programs) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(child.stderr, 'data');
  child.stderr.resume();
  return child;
}

/** Answers what it printed. Throws all of its output when it fails. */
export async function runOn(side: Side, programs: Programs, args: readonly string[]): Promise<string> {
  const ended =
    side === 'meltemi'
      ? await programs.project.run(args, { env: sideEnv(side, programs) })
      : await runMeltano(programs, args);
  if (ended.code === 0) return ended.stdout;
  throw new Error(`${side} ${args.join(' ')}: ${String(ended.code)}\n${ended.stdout}${ended.stderr}`);
}

function runMeltano(programs: Programs, args: readonly string[]): Promise<Ended> {
  const child = spawn(programs.meltano, ['--log-level=warning', ...args], {
    cwd: programs.project.folder,
    env: { ...process.env, ...sideEnv('meltano', programs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })));
}

export interface Table {
  /** Name → type. */
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** In order of the key. */
  readonly rows: readonly unknown[];
}

/** Times are those of UTC, as texts: the one side keeps them with their zone, the other without. */
export async function readTable(url: string, schema: string, name: string): Promise<Table> {
  const columns = await queryRows(
    url,
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = '${schema}' and table_name = '${name}' order by column_name`,
  );
  const key = await queryRows(
    url,
    `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = '${schema}.${name}'::regclass and i.indisprimary order by array_position(i.indkey::smallint[], a.attnum)`,
  );
  const keys = key.map((column) => String(column['name']));
  const values = columns.map(({ name: column, type }) => `'${String(column)}', ${comparable(column, type)}`);
  const order = keys.length === 0 ? '' : `order by ${keys.map((column) => `"${column}"`).join(', ')}`;
  const rows = await queryRows(
    url,
    `select json_build_object(${values.join(', ')}) as row from ${schema}.${name} ${order}`,
  );
  return {
    columns: Object.fromEntries(columns.map((column) => [String(column['name']), String(column['type'])])),
    key: keys,
    rows: rows.map(({ row }) => row),
  };
}

function comparable(column: unknown, type: unknown): string {
  const name = `"${String(column)}"`;
  if (!String(type).startsWith('timestamp')) return name;
  const inUtc = type === 'timestamp with time zone' ? `${name} at time zone 'utc'` : name;
  return `to_char(${inUtc}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}
