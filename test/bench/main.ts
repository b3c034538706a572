/**
 * `npm run bench -- [--mapped] <arguments of peers.py run>`: prepares what the peers' bench needs (their installation, two servers, the
 * data), keeps a warm `meltemi dev` beside it, and runs it with the product's own commands filled in. `--mapped` sends `pg2pg` through
 * the sample map. `REST_IN_FLIGHT=8` lets the product ask its REST source for eight pages at a time. `pg2parquet` goes into a bucket of a
 * real S3 server, while the peers write to the disk; `PARQUET_TO=disk` lets the product do the same. `BENCH_PEERS` names the script when
 * it does not lie in `../shared/bench`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { S3_KEYS, startVersity, type CloudServer } from '../support/cloud-servers';
import { JOBS, writeBenchProject } from './project';

const peers = resolve(process.env['BENCH_PEERS'] ?? join('..', 'shared', 'bench', 'peers.py'));
const home = process.env['BENCH_HOME'] ?? join(tmpdir(), 'el-bench');
const sourcePort = process.env['SRC_PORT'] ?? '15432';
const targetPort = process.env['DST_PORT'] ?? '15433';
const project = join(home, 'product');
const cli = resolve('dist/cli/main.js');
const buckets = join(home, 'buckets');
const BUCKET = 'lake';
/** The bench looks for files of the product in one place. */
const written =
  process.env['PARQUET_TO'] === 'disk' ? join(home, 'out', 'lake', 'public-orders') : join(buckets, BUCKET, 'orders');
const SHOW_PARQUET = `rm -rf {out}/product && ln -s ${written} {out}/product`;
const mapped = process.argv.includes('--mapped');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--mapped');

async function main(): Promise<number> {
  if (!existsSync(peers)) throw new Error(`${peers} is not there; set BENCH_PEERS to the bench's peers.py`);
  prepare();
  const lake = await startLake();
  rmSync(project, { recursive: true, force: true });
  writeBenchProject(project, {
    sourcePort,
    targetPort,
    output: join(home, 'out', 'product'),
    restPort: process.env['REST_PORT'] ?? '15480',
    restLatency: Number(process.env['REST_LATENCY'] ?? 0),
    restInFlight: Number(process.env['REST_IN_FLIGHT'] ?? 1),
    bucket: lake === null ? null : { url: lake.url, name: BUCKET, ...S3_KEYS },
  });
  sql(targetPort, 'drop schema if exists product cascade');
  keepEarlierResults();
  const dev = await startDev();
  try {
    const code = python(['run', ...passedOn], productCommands());
    report(workerPeakMegabytes());
    return code;
  } finally {
    dev.kill('SIGTERM');
    await new Promise((done) => dev.once('exit', done));
    await lake?.stop();
  }
}

/** An S3 server whose buckets are folders of the bench, so that what the product wrote can be checked as the peers' files are. */
async function startLake(): Promise<CloudServer | null> {
  if (process.env['PARQUET_TO'] === 'disk') return null;
  rmSync(buckets, { recursive: true, force: true });
  mkdirSync(join(buckets, BUCKET), { recursive: true });
  return startVersity(buckets);
}

function prepare(): void {
  python(['install']);
  if ([sourcePort, targetPort].some((port) => sql(port, 'select 1') !== '1')) python(['up']);
  if (sql(sourcePort, "select to_regclass('public.orders_10') is not null") !== 't') python(['data']);
}

/** A table tells of one command, since another one may have sent the same job through a map. */
function keepEarlierResults(): void {
  const results = join(home, 'results.jsonl');
  if (existsSync(results)) renameSync(results, join(home, `results-${String(Date.now())}.jsonl`));
}

/** The most memory that the worker ever held, in MB; the bench itself sees the command only. Linux. */
function workerPeakMegabytes(): string {
  const record = JSON.parse(readFileSync(join(project, '.meltemi', 'dev.json'), 'utf8')) as { worker: { pid: number } };
  const status = readFileSync(`/proc/${String(record.worker.pid)}/status`, 'utf8');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? 'unknown' : (Number(kilobytes) / 1024).toFixed(0);
}

function productCommands(): Record<string, string> {
  const commands = Object.entries(JOBS).map(([job, name]) => {
    const run = mapped && name === 'pg2pg' ? 'mapped' : name;
    const command = `${process.execPath} ${cli} --cwd ${project} run ${run} --no-progress`;
    return [`PRODUCT_CMD_${job}`, name === 'pg2parquet' ? `${command} && ${SHOW_PARQUET}` : command];
  });
  return Object.fromEntries(commands) as Record<string, string>;
}

function python(args: readonly string[], extra: Record<string, string> = {}): number {
  const { status } = spawnSync('python3', [peers, ...args], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_HOME: home, SRC_PORT: sourcePort, DST_PORT: targetPort, ...extra },
  });
  if (status !== 0) throw new Error(`${peers} ${args.join(' ')} ended with ${status}`);
  return status;
}

function sql(port: string, statement: string): string {
  const args = ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', port, '-U', 'postgres', '-c', statement];
  return spawnSync('psql', args, { encoding: 'utf8' }).stdout.trim();
}

/** Prints the bench's table and keeps it in `docs/benchmarks.md` below the command that made it, in place of its earlier one. */
function report(workerMegabytes: string): void {
  const { stdout } = spawnSync('python3', [peers, 'report'], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_HOME: home, SRC_PORT: sourcePort, DST_PORT: targetPort },
  });
  const table = `${stdout}\nPeak memory of the worker: ${workerMegabytes} MB.\n`;
  console.log(table);
  const file = resolve('docs/benchmarks.md');
  const [head = '', ...sections] = (existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n').split(
    /^(?=## )/m,
  );
  const settings = ['BIG_ROWS', 'EVENT_ROWS', 'REST_LATENCY', 'REST_IN_FLIGHT', 'PARQUET_TO'].flatMap((name) =>
    process.env[name] ? [`${name}=${process.env[name]} `] : [],
  );
  const title = `## \`${settings.join('')}npm run bench -- ${mapped ? '--mapped ' : ''}${passedOn.join(' ')}\``;
  const date = new Date().toISOString().slice(0, 10);
  const kept = sections.filter((section) => section.split('\n', 1)[0] !== title);
  writeFileSync(file, [head, ...kept, `${title}\n\nMeasured on ${date}.\n${table}\n`].join('').trimEnd() + '\n');
}

async function startDev(): Promise<ReturnType<typeof spawn>> {
  const dev = spawn(process.execPath, [cli, '--cwd', project, 'dev'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const socket = join(project, '.meltemi', 'dev.sock');
  while (!existsSync(socket)) {
    if (dev.exitCode !== null) throw new Error('`meltemi dev` ended');
    await new Promise((done) => setTimeout(done, 100));
  }
  return dev;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
