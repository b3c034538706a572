/** The project that the benchmarks run: one job per job of the bench, between the bench's own servers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BenchEnds {
  readonly sourcePort: string;
  readonly targetPort: string;
  readonly output: string;
}

/** The product's command for each job of the bench; `{...}` are filled in by the bench. */
export const JOBS = {
  PG2PG: 'pg2pg',
  NARROW: 'narrow',
  PG2JSONL: 'pg2jsonl',
  INCR: 'incr',
  START: 'start',
} as const;

const TABLES: Readonly<Record<string, string>> = {
  pg2pg: 'orders',
  mapped: 'orders',
  narrow: 'events',
  pg2jsonl: 'orders',
  incr: 'orders',
  start: 'orders_10',
};

export function writeBenchProject(root: string, ends: BenchEnds): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'meltano.yml'), `${JSON.stringify(benchProject(ends), null, 1)}\n`);
}

function benchProject({ sourcePort, targetPort, output }: BenchEnds): object {
  const server = (port: string) => ({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'x-bench',
    database: 'postgres',
  });
  const tap = (job: string) => ({
    name: `tap-${job}`,
    inherit_from: 'tap-postgres',
    select: [`public-${TABLES[job]}.*`],
    metadata: {
      [`public-${TABLES[job]}`]:
        job === 'incr'
          ? { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' }
          : { 'replication-method': 'FULL_TABLE' },
    },
  });
  return {
    version: 1,
    project_id: 'bench',
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [
        {
          name: 'tap-postgres',
          namespace: 'tap_postgres',
          config: { ...server(sourcePort), filter_schemas: ['public'] },
        },
        ...Object.keys(TABLES).map(tap),
      ],
      mappers: [
        {
          name: 'meltano-map-transformer',
          namespace: 'meltano_map_transformer',
          mappings: [
            {
              name: 'sample',
              config: {
                stream_maps: { 'public-orders': { extracted_at: 'datetime.datetime.now(datetime.timezone.utc)' } },
              },
            },
          ],
        },
      ],
      loaders: [
        {
          name: 'target-replace',
          inherit_from: 'target-postgres',
          config: { load_method: 'overwrite' },
        },
        {
          name: 'target-postgres',
          namespace: 'target_postgres',
          config: { ...server(targetPort), default_target_schema: 'product' },
        },
        {
          name: 'target-jsonl',
          namespace: 'target_jsonl',
          config: { destination_path: output, do_timestamp_file: false, load_method: 'overwrite' },
        },
      ],
    },
    jobs: [
      { name: 'pg2pg', tasks: ['tap-pg2pg target-replace'] },
      { name: 'mapped', tasks: ['tap-mapped sample target-replace'] },
      { name: 'narrow', tasks: ['tap-narrow target-replace'] },
      { name: 'start', tasks: ['tap-start target-replace'] },
      { name: 'incr', tasks: ['tap-incr target-postgres'] },
      { name: 'pg2jsonl', tasks: ['tap-pg2jsonl target-jsonl'] },
    ],
  };
}
