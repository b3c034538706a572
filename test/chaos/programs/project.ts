/** Writes the project of program jobs: real plugins of PyPI from environments that are made once, and a tap and loader for each job. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pythonTool } from '../../support/tools';
import type { Ends } from '../project';
import type { TableName } from '../tables';
import { PROGRAM_JOBS, type ProgramJob, type TargetName } from './jobs';

/** Folders of programs. */
export interface RealPlugins {
  /** MeltanoLabs' target-postgres, and the Singer SDK that it brings. */
  readonly labs: string;
  readonly mapper: string;
  readonly lines: string;
}

export async function installRealPlugins(): Promise<RealPlugins> {
  const [labs, mapper, lines] = await Promise.all(
    ['meltanolabs-target-postgres==0.8.1', 'meltano-map-transform==0.12.3', 'target-jsonl==0.1.4'].map((name) =>
      pythonTool([name]),
    ),
  );
  if (labs === undefined || mapper === undefined || lines === undefined) throw new Error('three were asked for');
  return { labs, mapper, lines };
}

export function writeProgramProject(root: string, ends: Ends, real: RealPlugins): void {
  mkdirSync(root, { recursive: true });
  const tap = readFileSync(resolve('test/fixtures/python/tap_shop.py'), 'utf8');
  writeFileSync(join(root, 'tap-shop'), `#!${join(real.labs, 'python')}\n${tap}`, { mode: 0o755 });
  for (const { name } of PROGRAM_JOBS) mkdirSync(linesFolder(ends.output, name), { recursive: true });
  writeFileSync(join(root, 'meltano.yml'), JSON.stringify(project(ends, real), null, 1));
}

/** Where target-jsonl writes. */
export function linesFolder(output: string, job: string): string {
  return join(output, job);
}

function project(ends: Ends, real: RealPlugins): object {
  const { source, output } = ends;
  const capabilities = ['about', 'catalog', 'discover', 'state'];
  const shop = { namespace: 'tap_shop', executable: './tap-shop', capabilities };
  return {
    version: 1,
    project_id: 'chaos-programs',
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [
        { name: 'tap-shop', ...shop, config: { url: source } },
        { name: 'tap-shop-keyless', ...shop, config: { url: source, keys: false } },
        {
          name: 'tap-postgres',
          namespace: 'tap_postgres',
          config: { sqlalchemy_url: source, filter_schemas: ['public'] },
        },
        ...PROGRAM_JOBS.map(tapOf),
      ],
      mappers: [mapper(real)],
      loaders: [
        ...Object.entries(loaders(ends, real)).map(([name, loader]) => ({ name, ...loader })),
        ...PROGRAM_JOBS.map(({ name, target, config, lanes }) => ({
          name: `load-${name}`,
          inherit_from: target,
          ...(lanes === 1 ? {} : { parallel_programs: lanes }),
          config: {
            ...config,
            ...(target === 'target-lines'
              ? { destination_path: linesFolder(output, name) }
              : { default_target_schema: schemaOf(name) }),
          },
        })),
      ],
    },
    jobs: PROGRAM_JOBS.map(({ name, mapped }) => ({
      name,
      tasks: [`from-${name} ${mapped ? 'mask ' : ''}load-${name}`],
    })),
  };
}

/** Of the target database. */
export function schemaOf(job: string): string {
  return job.replaceAll('-', '_');
}

export function streamOf({ tap }: ProgramJob, table: TableName): string {
  return tap === 'tap-postgres' ? `public-${table}` : table;
}

function tapOf(job: ProgramJob): object {
  const incremental = { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' };
  const changing = job.tap === 'tap-postgres' ? job.tables.filter((table) => table !== 'clicks') : [];
  return {
    name: `from-${job.name}`,
    inherit_from: job.tap,
    select: job.tables.map((table) => `${streamOf(job, table)}.*`),
    metadata: Object.fromEntries(changing.map((table) => [streamOf(job, table), incremental])),
  };
}

function mapper({ mapper: folder }: RealPlugins): object {
  const orders = {
    note: 'note.upper() if note is not None else None',
    coupon: '__NULL__',
    k: "md5(str(record['ref']))",
  };
  const notes = { body: 'body.upper()' };
  return {
    name: 'map-sdk',
    namespace: 'map_sdk',
    executable: join(folder, 'meltano-map-transform'),
    mappings: [{ name: 'mask', config: { stream_maps: { orders, notes } } }],
  };
}

function loaders({ target }: Ends, real: RealPlugins): Readonly<Record<TargetName, object>> {
  // Batches of the size that `tap_shop.py` fetches twice: a run has some borders to be killed at.
  const plain = { add_record_metadata: false, activate_version: false, batch_size_rows: 400 };
  return {
    'target-postgres': { namespace: 'target_postgres', config: { sqlalchemy_url: target } },
    'target-labs': {
      namespace: 'target_labs',
      executable: join(real.labs, 'target-postgres'),
      config: { sqlalchemy_url: target.replace(/^postgres(ql)?:/, 'postgresql+psycopg:'), ...plain },
    },
    'target-lines': {
      namespace: 'target_lines',
      executable: join(real.lines, 'target-jsonl'),
      config: { do_timestamp_file: false },
    },
  };
}
