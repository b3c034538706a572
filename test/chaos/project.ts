/** Writes the project under chaos: a tap and a loader of its own for every job. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOBS, type ChaosJob } from './jobs';

export interface Ends {
  /** URLs of PostgreSQL. */
  readonly source: string;
  readonly target: string;
  /** Settings of `cloud_provider.aws`. */
  readonly bucket: object;
  /** Folder of all files. */
  readonly output: string;
}

export function writeProject(root: string, ends: Ends): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'meltano.yml'), JSON.stringify(project(ends), null, 1));
}

function project(ends: Ends): object {
  return {
    version: 1,
    project_id: 'chaos',
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [
        {
          name: 'tap-postgres',
          namespace: 'tap_postgres',
          config: { sqlalchemy_url: ends.source, filter_schemas: ['public'] },
        },
        ...JOBS.map(tapOf),
      ],
      mappers: [mapper()],
      loaders: [
        { name: 'target-postgres', namespace: 'target_postgres', config: { sqlalchemy_url: ends.target } },
        ...['jsonl', 's3', 'csv', 'parquet', 'duckdb'].map((kind) => ({
          name: `target-${kind}`,
          namespace: `target_${kind}`,
        })),
        ...JOBS.map((job) => ({
          name: `load-${job.name}`,
          inherit_from: job.target,
          config: { ...job.config, ...placeConfig(job, ends) },
        })),
      ],
    },
    jobs: JOBS.map(({ name, mapped }) => ({ name, tasks: [`tap-${name} ${mapped ? 'mask ' : ''}load-${name}`] })),
  };
}

function tapOf({ name, streams, tap }: ChaosJob): object {
  const changing = streams.filter(({ incremental }) => incremental);
  return {
    name: `tap-${name}`,
    inherit_from: 'tap-postgres',
    config: tap,
    select: streams.map(({ table }) => `public-${table}.*`),
    metadata: Object.fromEntries(
      changing.map(({ table }) => [
        `public-${table}`,
        { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' },
      ]),
    ),
  };
}

function mapper(): object {
  const map = {
    note: 'note.upper() if note is not None else None',
    coupon: '__NULL__',
    k: "md5(str(record['ref']))",
  };
  return {
    name: 'meltano-map-transformer',
    namespace: 'meltano_map_transformer',
    mappings: [{ name: 'mask', config: { stream_maps: { 'public-orders': map } } }],
  };
}

function placeConfig({ place }: ChaosJob, { output, bucket }: Ends): object {
  switch (place.in) {
    case 'postgres':
      return {};
    case 'duckdb':
      return { filepath: join(output, place.file), default_target_schema: place.schema };
    case 'bucket':
      return { cloud_provider: { aws: bucket }, format: { format_type: place.format }, prefix: place.root };
    case 'files':
    case 'jsonl':
      return { destination_path: join(output, place.root) };
  }
}
