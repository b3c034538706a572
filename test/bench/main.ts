/**
 * `npm run bench -- [--mapped] <arguments of peers.py run>`: prepares what the peers' bench needs (their installation, two servers, the
 * data), keeps a warm `meltemi dev` beside it, and runs it with the product's own commands filled in. `--mapped` sends `pg2pg` through
 * the sample map. `BENCH_PEERS` names the script when it does not lie in `../shared/bench`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { JOBS, writeBenchProject } from './project';

const peers = resolve(process.env['BENCH_PEERS'] ?? join('..', 'shared', 'bench', 'peers.py'));
const home = process.env['BENCH_HOME'] ?? join(tmpdir(), 'el-bench');
const sourcePort = process.env['SRC_PORT'] ?? '15432';
const targetPort = process.env['DST_PORT'] ?? '15433';
const project = join(home, 'product');
const cli = resolve('dist/cli/main.js');
const mapped = process.argv.includes('--mapped');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--mapped');

async function main(): Promise<number> {
  if (!existsSync(peers)) throw new Error(`${peers} is not there; set BENCH_PEERS to the bench's peers.py`);
  prepare();
  rmSync(project, { recursive: true, force: true });
  writeBenchProject(project, { sourcePort, targetPort, output: join(home, 'out', 'product') });
  sql(targetPort, 'drop schema if exists product cascade');
  const dev = await startDev();
  try {
    const code = python(['run', ...passedOn], productCommands());
    report();
    return code;
  } finally {
    dev.kill('SIGTERM');
    await new Promise((done) => dev.once('exit', done));
  }
}

function prepare(): void {
  python(['install']);
  if ([sourcePort, targetPort].some((port) => sql(port, 'select 1') !== '1')) python(['up']);
  if (sql(sourcePort, "select to_regclass('public.orders_10') is not null") !== 't') python(['data']);
}

function productCommands(): Record<string, string> {
  const commands = Object.entries(JOBS).map(([job, name]) => {
    const run = mapped && name === 'pg2pg' ? 'mapped' : name;
    return [`PRODUCT_CMD_${job}`, `${process.execPath} ${cli} --cwd ${project} run ${run} --no-progress`];
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

/** Prints the bench's table and keeps it in `docs/benchmarks.md`, with the command that made it. */
function report(): void {
  const { stdout } = spawnSync('python3', [peers, 'report'], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_HOME: home, SRC_PORT: sourcePort, DST_PORT: targetPort },
  });
  console.log(stdout);
  const file = resolve('docs/benchmarks.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n\n<!-- latest run -->\n';
  const [head = ''] = before.split('<!-- latest run -->');
  const command = `npm run bench -- ${mapped ? '--mapped ' : ''}${passedOn.join(' ')}`;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${head}<!-- latest run -->\n\n## Latest run (${date}): \`${command}\`\n${stdout}`);
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
