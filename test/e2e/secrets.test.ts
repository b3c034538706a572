/** No secret leaves the settings: searched for in all that the server, the worker, the command line and the disk keep. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Client } from 'pg';
import { type Ended, TestProject, type TestWorker, until } from '../support/cli-process';
import { createDatabase, sharedPostgresUrl, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** Characters that look different in a URL, in JSON and in SQL. */
const CANARIES = {
  password: 'canary-Pa"ss/w%rd\\1',
  url: 'canary-U:rl@p?ss#2',
  wrong: 'canary-Wr"ong&3',
  wrongUrl: 'canary-Wr/ongUrl%4',
  seed: 'canary-S"eed\\5',
  inline: 'canary-Inline-6',
} as const;
/** A value of the record on which a map fails. */
const VALUE = 'canary-value-7';
const ROLES = [`e2e_secret_a_${process.pid}`, `e2e_secret_b_${process.pid}`] as const;
/** What every place must hold: the same search finds it, so a search that finds nothing means something. */
const MARKER = 'marked-stream';

let databases: readonly TestDatabase[];
let temporal: TestTemporal;
let project: TestProject;
let worker: TestWorker;
let admin: Client;
const ended: Ended[] = [];

beforeAll(async () => {
  databases = await Promise.all([createDatabase('secrets_source'), createDatabase('secrets_target')]);
  const [sourceUrl, targetUrl] = databases.map(({ url }) => new URL(url));
  if (sourceUrl === undefined || targetUrl === undefined) throw new Error('no databases');
  admin = new Client({ connectionString: sharedPostgresUrl() });
  await admin.connect();
  await admin.query(`create role ${ROLES[0]} superuser login password ${admin.escapeLiteral(CANARIES.password)}`);
  await admin.query(`create role ${ROLES[1]} superuser login password ${admin.escapeLiteral(CANARIES.url)}`);
  const source = new Client({ connectionString: sourceUrl.toString() });
  await source.connect();
  await source.query(`
    create schema marked; create table marked.stream (id int primary key, note text);
    create table marked.late (id int primary key, note text);
    insert into marked.stream select n, 'note ' || n from generate_series(1, 50) n;
    insert into marked.late select n, case n when 40 then '${VALUE}' else n::text end from generate_series(1, 50) n;`);
  await source.end();
  temporal = await startTemporal();
  const urlOf = (user: string, password: string, port = targetUrl.port): string =>
    `postgresql://${user}:${encodeURIComponent(password)}@${targetUrl.hostname}:${port}${targetUrl.pathname}`;
  project = new TestProject(
    {
      TEMPORAL_ADDRESS: temporal.address,
      SOURCE_PASSWORD: CANARIES.password,
      TARGET_URL: urlOf(ROLES[1], CANARIES.url),
      WRONG_PASSWORD: CANARIES.wrong,
      WRONG_URL: urlOf(ROLES[1], CANARIES.wrongUrl),
      // Port 9 (discard) is nobody's on a machine of today.
      CLOSED_URL: urlOf(ROLES[1], CANARIES.url, '9'),
      HASH_SEED: CANARIES.seed,
      INLINE_SECRET: CANARIES.inline,
    },
    {
      tap: {
        host: sourceUrl.hostname,
        port: Number(sourceUrl.port),
        user: ROLES[0],
        password: '${SOURCE_PASSWORD}',
        database: sourceUrl.pathname.slice(1),
        filter_schemas: ['marked'],
      },
      target: { sqlalchemy_url: '${TARGET_URL}' },
    },
  );
  const tap = { filter_schemas: ['marked'] };
  const select = ['marked-*.*'];
  const mapConfig = { hash_seed: '${HASH_SEED}', api_token: '${HASH_SEED}' };
  project.addJob('marked', {
    select,
    mapConfig,
    streamMaps: {
      'marked-stream': { hashed: `md5(config['hash_seed'] + note)` },
      // Both fail: one on a record, one before it.
      'marked-late': { number: `str(int(note)) + '\${INLINE_SECRET}'` },
    },
  });
  project.addJob('marked-unmappable', {
    tap,
    select,
    mapConfig,
    streamMaps: { 'marked-late': { broken: `nothing_of_that_name('\${INLINE_SECRET}')` } },
  });
  project.addJob('marked-wrong-tap', { select, tap: { ...tap, password: '${WRONG_PASSWORD}' } });
  project.addJob('marked-wrong-target', { select, tap, target: { sqlalchemy_url: '${WRONG_URL}' } });
  project.addJob('marked-closed', { select, tap, target: { sqlalchemy_url: '${CLOSED_URL}' } });
  worker = await project.startWorker();
  for (const job of ['marked', 'marked-unmappable', 'marked-wrong-tap', 'marked-wrong-target']) {
    ended.push(await project.meltemi('run', job), await project.meltemi('--json', 'run', job));
  }
  const refused = project.start(['run', 'marked-closed']);
  await until(() => refused.output().includes('ECONNREFUSED'));
  ended.push(await project.meltemi('cancel', 'marked-closed'), await refused.ended);
  ended.push(
    await project.meltemi('--debug', 'plan', 'marked'),
    await project.meltemi('--debug', 'plan', 'marked-wrong-tap'),
  );
}, 240_000);

afterAll(async () => {
  await worker.stop();
  await temporal.stop();
  await Promise.all(databases.map((database) => database.drop()));
  for (const role of ROLES) await admin.query(`drop role ${role}`);
  await admin.end();
  project.remove();
}, 60_000);

/** A secret as it is, in a URL, in JSON and in JSON in JSON. */
function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, encodeURIComponent(secret), encodeURI(secret), json, JSON.stringify(json).slice(1, -1)])];
}

/** Names of the canaries that a text or file holds. */
function found(where: string | Buffer): readonly string[] {
  return Object.entries(CANARIES)
    .filter(([, secret]) => formsOf(secret).some((form) => where.includes(form)))
    .map(([name]) => name);
}

/** All of it as text; bytes (payloads) are decoded, numbers of 64 bits printed. */
function decoded(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(decoded).join('\n');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${decoded(inner)}`)
      .join('\n');
  }
  return String(value);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('the runs met what they were to meet', () => {
  const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  for (const code of ['MapFailed', 'CredentialsRejected', 'ECONNREFUSED']) expect(said).toContain(code);
  expect(ended.slice(0, 8).map(({ code }) => code)).toEqual(Array(8).fill(1));
});

test('the search finds every canary, plain, in a URL and in JSON', () => {
  const names = Object.keys(CANARIES);
  for (const form of [String, encodeURIComponent, (text: string) => JSON.stringify(text)]) {
    expect(found(Buffer.from(Object.values(CANARIES).map(form).join('\n')))).toEqual(names);
  }
});

test('the command line says no secret, not even with --debug', () => {
  const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(said).toContain(MARKER);
  expect(found(said)).toEqual([]);
});

test("the worker's log holds no secret", () => {
  expect(worker.log()).toContain('marked-late');
  expect(found(worker.log())).toEqual([]);
});

/** Histories, memos and search attributes. */
async function serverTexts(): Promise<string> {
  const connection = await Connection.connect({ address: temporal.address });
  const client = new TemporalClient({ connection });
  const texts: string[] = [];
  for await (const workflow of client.workflow.list()) texts.push(decoded(workflow.raw));
  for await (const { history } of client.workflow.list().intoHistories()) texts.push(decoded(history));
  await connection.close();
  return texts.join('\n');
}

test('a record on which a map fails is named by its key, and nowhere by another value', async () => {
  const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  const texts = [said, worker.log(), await serverTexts()];
  for (const text of texts) {
    expect(text).toContain('record id=40: ValueError');
    expect(text).not.toContain(VALUE);
  }
}, 60_000);

test('no history, memo or search attribute of the server holds a secret', async () => {
  const all = await serverTexts();
  expect(all).toContain(MARKER);
  expect(all).toContain('"tap":"tap-postgres--marked"');
  expect(found(all)).toEqual([]);
}, 60_000);

test("the server's database and log hold no secret", () => {
  const files = filesBelow(temporal.stateDir);
  expect(files.map((file) => relative(temporal.stateDir, file))).toEqual(
    expect.arrayContaining(['temporal.db', 'temporal.log']),
  );
  const databaseFiles = files.filter((file) => file.includes('temporal.db'));
  expect(databaseFiles.some((file) => readFileSync(file).includes(MARKER))).toBe(true);
  expect(
    files
      .map((file) => [relative(temporal.stateDir, file), found(readFileSync(file))])
      .filter(([, names]) => names?.length !== 0),
  ).toEqual([]);
});

test('pages and what else lies in the data folder hold no secret, in names or contents', () => {
  const files = filesBelow(project.dataFolder);
  expect(files.some((file) => file.endsWith('host-id'))).toBe(true);
  for (const file of files) {
    expect({ file, secrets: found(file) }).toEqual({ file, secrets: [] });
    expect({ file, secrets: found(readFileSync(file)) }).toEqual({ file, secrets: [] });
  }
});

test('pages are for their owner only', async () => {
  const lock = new Client({ connectionString: databases[1]?.url ?? '' });
  await lock.connect();
  await lock.query('begin; lock table marked.stream in access exclusive mode');
  const going = project.start(['run', 'marked', '--select', 'marked-stream']);
  const pages = join(project.dataFolder, 'pages');
  let seen: readonly string[] = [];
  await until(() => (seen = filesBelow(pages)).length > 0 || going.child.exitCode !== null);
  const modes = seen.flatMap((file) => [
    { path: dirname(file), mode: (statSync(dirname(file)).mode & 0o777).toString(8), wanted: '700' },
    { path: file, mode: (statSync(file).mode & 0o777).toString(8), wanted: '600' },
  ]);
  await lock.query('rollback');
  await lock.end();
  await going.ended;
  expect(modes.length).toBeGreaterThan(0);
  expect(seen.join('\n')).toContain(MARKER);
  expect(found(seen.join('\n'))).toEqual([]);
  for (const { path, mode, wanted } of modes) expect({ path, mode }).toEqual({ path, mode: wanted });
  expect((statSync(project.dataFolder).mode & 0o777).toString(8)).toBe('700');
}, 60_000);
