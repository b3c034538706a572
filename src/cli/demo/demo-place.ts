/** What the demo runs on: a copy of the sample project, two databases, Temporal and a worker; all in one temporary folder. */
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Client } from 'pg';
import type { Control } from '../control/control';
import { createRemoteControl } from '../control/remote-control';
import { controlSocketPath } from '../control/socket-path';
import { startDev } from '../dev';
import { startEmbeddedPostgres } from './embedded-postgres';
import type { EmbeddedPostgres } from './embedded-postgres';
import { CREATE_SHOP } from './shop.sql';

export interface DemoPlace {
  readonly control: Control;
  readonly projectRoot: string;
  readonly shopUrl: string;
  readonly warehouseUrl: string;
  readonly uiUrl: string;
  /** Ends everything and removes the folder. */
  close(): Promise<void>;
}

/** The sample project, beside `dist` and `src` alike. */
const SAMPLE = join(__dirname, '..', '..', '..', 'config');
/** What running the sample in place leaves there. */
const NOT_COPIED: ReadonlySet<string> = new Set(['.meltemi', '.meltano', 'output']);

export async function openDemoPlace(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<DemoPlace> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step().catch((error: unknown) => say(String(error)));
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'meltemi-demo-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    // PostgreSQL refuses to run as root, and the user it then runs as has to get in.
    await chmod(folder, 0o755);
    const projectRoot = join(folder, 'project');
    await cp(SAMPLE, projectRoot, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
    say('Starting PostgreSQL and filling a small shop ...');
    const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres') });
    closing.push(() => postgres.stop());
    const [shopUrl, warehouseUrl] = await createDatabases(postgres.url);
    say('Starting Temporal and a worker ...');
    const dev = await startDev({ projectRoot, environment: { ...env, ...variables(postgres) }, onLine: say });
    closing.push(() => dev.stop());
    const control = createRemoteControl({ socketPath: controlSocketPath(projectRoot) });
    return { control, projectRoot, shopUrl, warehouseUrl, uiUrl: dev.uiUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createDatabases(serverUrl: string): Promise<readonly [shopUrl: string, warehouseUrl: string]> {
  await runSql(serverUrl, 'create database shop');
  await runSql(serverUrl, 'create database warehouse');
  const urlOf = (database: string): string => serverUrl.replace(/\/postgres$/, `/${database}`);
  await runSql(urlOf('shop'), CREATE_SHOP);
  return [urlOf('shop'), urlOf('warehouse')];
}

export async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The names that the sample project reads its databases from; they win over its `.env`. */
function variables({ host, port, user, password }: EmbeddedPostgres): Readonly<Record<string, string>> {
  const of = (prefix: string, database: string): readonly (readonly [string, string])[] => [
    [`${prefix}_HOST`, host],
    [`${prefix}_PORT`, String(port)],
    [`${prefix}_USER`, user],
    [`${prefix}_PASSWORD`, password],
    [`${prefix}_NAME`, database],
  ];
  return Object.fromEntries([...of('VAR_IN_DB', 'shop'), ...of('DEV_DB', 'warehouse')]);
}
