/** The project that the benchmarks run: one job per job of the bench, between the bench's own servers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The tap of the bench's REST source: pages by token, or by offset when several requests may be under way. */
const USERS_TAP = `import { BaseOffsetPaginator, RestStream, Tap, type Context, type PageToken, type Params } from 'meltemi/sdk';

type Config = { url: string; latency: number; in_flight: number };

class Users extends RestStream<Config> {
  name = 'users';
  path = '/users';
  primaryKeys = ['id'];
  recordsJsonpath = '$.data[*]';
  nextPageTokenJsonpath = '$.next';
  requestsInFlight = this.config.in_flight;
  schema = { properties: {
    id: { type: 'integer' }, email: { type: 'string' }, name: { type: 'string' }, active: { type: 'boolean' },
    score: { type: 'number' }, created_at: { type: 'string', format: 'date-time' }, company: { type: ['string', 'null'] },
    address: { type: 'object' }, tags: { type: 'array' },
  } };
  get urlBase() {
    return this.config.url;
  }
  getNewPaginator() {
    return this.requestsInFlight > 1 ? new BaseOffsetPaginator(0, 200) : super.getNewPaginator();
  }
  getUrlParams(_context: Context | null, token: PageToken): Params {
    const page = this.requestsInFlight > 1 ? { offset: token } : { cursor: token };
    return { limit: 200, latency: this.config.latency, ...page };
  }
}

export default class TapUsers extends Tap<Config> {
  name = 'tap-users';
  discoverStreams() {
    return [new Users(this)];
  }
}
`;

export interface BenchEnds {
  readonly sourcePort: string;
  readonly targetPort: string;
  readonly output: string;
  readonly restPort: string;
  /** Milliseconds before each answer of the REST source. */
  readonly restLatency: number;
  /** Requests under way at a time. */
  readonly restInFlight: number;
  /** Where Parquet goes; null: into the folder of the output. */
  readonly bucket: Bucket | null;
}

export interface Bucket {
  readonly url: string;
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The product's command for each job of the bench; `{...}` are filled in by the bench. */
export const JOBS = {
  PG2PG: 'pg2pg',
  NARROW: 'narrow',
  PG2JSONL: 'pg2jsonl',
  PG2PARQUET: 'pg2parquet',
  INCR: 'incr',
  START: 'start',
  REST2JSONL: 'rest2jsonl',
  REST2PG: 'rest2pg',
} as const;

const TABLES: Readonly<Record<string, string>> = {
  pg2pg: 'orders',
  mapped: 'orders',
  narrow: 'events',
  pg2jsonl: 'orders',
  pg2parquet: 'orders',
  incr: 'orders',
  start: 'orders_10',
};

export function writeBenchProject(root: string, ends: BenchEnds): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'users.ts'), USERS_TAP);
  writeFileSync(join(root, 'meltano.yml'), `${JSON.stringify(benchProject(ends), null, 1)}\n`);
}

function benchProject(ends: BenchEnds): object {
  const { sourcePort, targetPort, output } = ends;
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
        {
          name: 'tap-users',
          namespace: 'tap_users',
          module: 'users.ts',
          config: {
            url: `http://127.0.0.1:${ends.restPort}`,
            latency: ends.restLatency,
            in_flight: ends.restInFlight,
          },
          select: ['users.*'],
        },
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
        parquetLoader(ends),
      ],
    },
    jobs: [
      { name: 'pg2pg', tasks: ['tap-pg2pg target-replace'] },
      { name: 'mapped', tasks: ['tap-mapped sample target-replace'] },
      { name: 'narrow', tasks: ['tap-narrow target-replace'] },
      { name: 'start', tasks: ['tap-start target-replace'] },
      { name: 'incr', tasks: ['tap-incr target-postgres'] },
      { name: 'pg2jsonl', tasks: ['tap-pg2jsonl target-jsonl'] },
      { name: 'pg2parquet', tasks: [`tap-pg2parquet ${parquetLoader(ends).name}`] },
      { name: 'rest2jsonl', tasks: ['tap-users target-jsonl'] },
      { name: 'rest2pg', tasks: ['tap-users target-replace'] },
    ],
  };
}

/** What an earlier run left is replaced, as the peers do. */
function parquetLoader({ bucket, output }: BenchEnds): { readonly name: string; readonly config: object } {
  if (bucket === null)
    return {
      name: 'target-parquet',
      config: { load_method: 'overwrite', destination_path: join(output, '..', 'lake') },
    };
  const aws = {
    aws_bucket: bucket.name,
    aws_endpoint_override: bucket.url,
    aws_region: 'us-east-1',
    aws_access_key_id: bucket.accessKeyId,
    aws_secret_access_key: bucket.secretAccessKey,
  };
  const config = {
    load_method: 'overwrite',
    cloud_provider: { aws },
    format: { format_type: 'parquet', format_parquet: { compression: 'zstd' } },
    stream_name_path_override: 'orders',
    append_date_to_prefix: false,
  };
  return { name: 'target-s3', config };
}
