/** The built command line as real processes, on a project that a test writes piece by piece. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../src/model/json';
import type { JobReceipt, StreamReceipt } from '../../src/model/receipt';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed so far, both streams. */
  readonly output: () => string;
}

/** How one job of the project differs from the others; names of settings as in `meltano.yml`. */
export interface JobPieces {
  readonly tap?: JsonObject;
  readonly select?: readonly string[];
  readonly metadata?: JsonObject;
  readonly streamMaps?: JsonObject;
  readonly mapConfig?: JsonObject;
  readonly target?: JsonObject;
}

export class TestProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'meltemi-e2e-'));
  private readonly extractors: JsonObject[];
  private readonly loaders: JsonObject[];
  private readonly mappers: JsonObject[] = [{ name: 'meltano-map-transformer', variant: 'meltano' }];
  private readonly jobs: JsonObject[] = [];
  private readonly schedules: JsonObject[] = [];
  private readonly utilities: JsonObject[] = [];

  /** `tap` and `target`: settings that all jobs share. `env`: variables of every process. */
  constructor(
    private readonly env: Readonly<Record<string, string>>,
    settings: { readonly tap: JsonObject; readonly target: JsonObject },
  ) {
    if (!existsSync(MAIN)) throw new Error('`dist` is missing: run `npm run build` first.');
    this.extractors = [{ name: 'tap-postgres', variant: 'meltanolabs', config: settings.tap }];
    this.loaders = [{ name: 'target-postgres', variant: 'meltanolabs', config: settings.target }];
    this.write();
  }

  get dataFolder(): string {
    return join(this.folder, '.meltemi');
  }

  /** Adds the job `name`: from the database schema of that name into the target schema of that name. */
  addJob(name: string, pieces: JobPieces = {}): void {
    const { streamMaps, mapConfig } = pieces;
    this.extractors.push({
      name: `tap-postgres--${name}`,
      inherit_from: 'tap-postgres',
      config: { filter_schemas: [name], ...pieces.tap },
      select: pieces.select ?? [`${name}-*.*`],
      metadata: pieces.metadata ?? {},
    });
    this.loaders.push({
      name: `target-postgres--${name}`,
      inherit_from: 'target-postgres',
      config: { default_target_schema: name, ...pieces.target },
    });
    if (streamMaps !== undefined) {
      this.mappers.push({
        name: `map-${name}`,
        inherit_from: 'meltano-map-transformer',
        config: { stream_maps: streamMaps, ...(mapConfig === undefined ? {} : { stream_map_config: mapConfig }) },
      });
    }
    const map = streamMaps === undefined ? '' : ` map-${name}`;
    this.jobs.push({ name, tasks: [`tap-postgres--${name}${map} target-postgres--${name}`] });
    this.write();
  }

  /** Adds a loader, for tasks that name it. */
  addLoader(loader: JsonObject): void {
    this.loaders.push(loader);
    this.write();
  }

  /** Adds a mapping of the mapper `transform-field`. */
  addRules(name: string, transformations: readonly JsonObject[]): void {
    this.mappers.push({
      name: `transform-field--${name}`,
      inherit_from: 'transform-field',
      mappings: [{ name, config: { transformations } }],
    });
    if (!this.mappers.some((mapper) => mapper['name'] === 'transform-field'))
      this.mappers.push({ name: 'transform-field' });
    this.write();
  }

  /** Adds a job of blocks that are written out. */
  addTask(name: string, task: string): void {
    this.jobs.push({ name, tasks: [task] });
    this.write();
  }

  /** `fields`: `interval`, `job` and the like. */
  addSchedule(name: string, fields: JsonObject): void {
    this.schedules.push({ name, ...fields });
    this.write();
  }

  /** Adds a utility whose program is a script for the shell. */
  addUtility(name: string, script: string): void {
    const executable = `./${name}.sh`;
    writeFileSync(join(this.folder, executable), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    this.utilities.push({ name, namespace: name.replaceAll('-', '_'), executable, commands: { go: 'go' } });
    this.write();
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(TEMPORAL_(?!CLI_PATH)|MELTANO_|MELTEMI_)/.test(name),
    );
    const child = spawn(process.execPath, [MAIN, '--cwd', this.folder, ...args], {
      env: { ...Object.fromEntries(own), ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
    return { child, ended, output: () => stdout + stderr };
  }

  meltemi(...args: readonly string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Resolves when the worker takes work. */
  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<TestWorker> {
    const worker = this.start(['worker'], env);
    await until(() => worker.output().includes('Working for') || worker.child.exitCode !== null);
    if (worker.child.exitCode !== null) throw new Error(`The worker ended: ${worker.output()}`);
    return {
      log: worker.output,
      ended: worker.ended,
      stop: async () => {
        worker.child.kill('SIGTERM');
        await worker.ended;
      },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private write(): void {
    const { extractors, loaders, mappers, utilities, jobs, schedules } = this;
    const plugins = { extractors, loaders, mappers, utilities };
    const project = { version: 1, project_id: 'e2e', plugins, jobs, schedules };
    // YAML takes JSON as it is.
    writeFileSync(join(this.folder, 'meltano.yml'), JSON.stringify(project, null, 1));
  }
}

export interface TestWorker {
  readonly log: () => string;
  readonly ended: Promise<Ended>;
  readonly stop: () => Promise<void>;
}

/** The receipt in the last line of `run --json`; throws what was printed instead. */
export function receiptOf({ stdout, stderr }: Ended): JobReceipt {
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const { receipt } = (last === '' ? {} : JSON.parse(last)) as { receipt?: JobReceipt | null };
  if (receipt === undefined || receipt === null) throw new Error(`No receipt: ${stdout}${stderr}`);
  return receipt;
}

export function streamOf(receipt: JobReceipt, stream: string): StreamReceipt {
  const found = receipt.pipelines.flatMap((pipeline) => pipeline.streams).find((each) => each.stream === stream);
  if (found === undefined) throw new Error(`No stream \`${stream}\` in ${JSON.stringify(receipt)}`);
  return found;
}

export async function until(done: () => boolean | Promise<boolean>, patienceMs = 60_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`Waited ${patienceMs} ms in vain: ${done.toString()}`);
    await sleep(50);
  }
}
