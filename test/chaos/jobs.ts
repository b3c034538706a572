/** The project under chaos, one job per way of moving data, and what must be in its destination in the end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ChaosJob {
  readonly name: string;
  /** What should be there: a query on the source. */
  readonly expected: string;
  /** What is there: a query on the target, or the folder of a JSONL file. */
  readonly actual: { readonly query: string } | { readonly file: string };
}

export interface Ends {
  readonly source: string;
  readonly target: string;
}

/** `full` and `keyless` with four connections of the tap side by side are `ranges` and `blocks`. `incremental` of a JSONL file keeps every version it was given, so its oracle looks at the newest of each key. */
export const JOBS: readonly ChaosJob[] = [
  {
    name: 'full',
    expected: 'select t::text as row from items t',
    actual: { query: 'select t::text as row from full_load.items t' },
  },
  {
    name: 'ranges',
    expected: 'select t::text as row from items t',
    actual: { query: 'select t::text as row from ranges.items t' },
  },
  {
    name: 'merge',
    expected: 'select t::text as row from orders t',
    actual: { query: 'select t::text as row from merged.orders t' },
  },
  {
    name: 'keyless',
    expected: 'select t::text as row from clicks t',
    actual: { query: 'select t::text as row from keyless.clicks t' },
  },
  {
    name: 'blocks',
    expected: 'select t::text as row from clicks t',
    actual: { query: 'select t::text as row from blocks.clicks t' },
  },
  {
    name: 'mapped',
    expected: 'select row(id, upper(note), amount, md5(ref::text), updated_at)::text as row from orders',
    actual: { query: 'select row(id, note, amount, k, updated_at)::text as row from mapped.orders' },
  },
  {
    name: 'jsonl',
    expected: 'select json_build_array(id, body, stars)::text as row from notes',
    actual: { file: 'public-notes.jsonl' },
  },
];

const SELECT: Readonly<Record<string, string>> = {
  full: 'public-items.*',
  ranges: 'public-items.*',
  merge: 'public-orders.*',
  keyless: 'public-clicks.*',
  blocks: 'public-clicks.*',
  mapped: 'public-orders.*',
  jsonl: 'public-notes.*',
};

export function writeProject(root: string, ends: Ends, output: string): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'meltano.yml'), JSON.stringify(project(ends, output), null, 1));
}

function project({ source, target }: Ends, output: string): object {
  const incremental = (stream: string) => ({
    [stream]: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' },
  });
  const tap = (job: string, extra: object = {}) => ({
    name: `tap-${job}`,
    inherit_from: 'tap-postgres',
    select: [SELECT[job]],
    ...extra,
  });
  const loader = (job: string, schema: string, config: object = {}) => ({
    name: `target-${job}`,
    inherit_from: 'target-postgres',
    config: { default_target_schema: schema, ...config },
  });
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
          config: { sqlalchemy_url: source, filter_schemas: ['public'] },
        },
        tap('full'),
        tap('ranges', { config: { max_parallel: 4 } }),
        tap('merge', { metadata: incremental('public-orders') }),
        tap('keyless'),
        tap('blocks', { config: { max_parallel: 4 } }),
        tap('mapped', { metadata: incremental('public-orders') }),
        tap('jsonl'),
      ],
      mappers: [
        {
          name: 'meltano-map-transformer',
          namespace: 'meltano_map_transformer',
          mappings: [
            {
              name: 'mask',
              config: {
                stream_maps: {
                  'public-orders': {
                    note: 'note.upper() if note is not None else None',
                    coupon: '__NULL__',
                    k: "md5(str(record['ref']))",
                  },
                },
              },
            },
          ],
        },
      ],
      loaders: [
        { name: 'target-postgres', namespace: 'target_postgres', config: { sqlalchemy_url: target } },
        loader('full', 'full_load', { load_method: 'overwrite' }),
        loader('ranges', 'ranges', { load_method: 'overwrite' }),
        loader('merge', 'merged'),
        loader('keyless', 'keyless', { load_method: 'overwrite' }),
        loader('blocks', 'blocks', { load_method: 'overwrite' }),
        loader('mapped', 'mapped'),
        {
          name: 'target-jsonl',
          namespace: 'target_jsonl',
          config: {
            destination_path: output,
            do_timestamp_file: false,

            load_method: 'overwrite',
          },
        },
      ],
    },
    jobs: [
      { name: 'full', tasks: ['tap-full target-full'] },
      { name: 'ranges', tasks: ['tap-ranges target-ranges'] },
      { name: 'merge', tasks: ['tap-merge target-merge'] },
      { name: 'keyless', tasks: ['tap-keyless target-keyless'] },
      { name: 'blocks', tasks: ['tap-blocks target-blocks'] },
      { name: 'mapped', tasks: ['tap-mapped mask target-mapped'] },
      { name: 'jsonl', tasks: ['tap-jsonl target-jsonl'] },
    ],
  };
}
