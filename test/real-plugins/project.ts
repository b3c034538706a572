/** A project of real plugins from PyPI, beside Meltemi's own, for both Meltano and Meltemi. `SIDE` names the one that runs. */
export interface Ends {
  readonly source: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  readonly okta: { readonly url: string; readonly token: string };
  /** Of the tap that a team wrote itself, absolute. */
  readonly ownTap: string;
  /** A folder for the files of BATCH messages, as an address. */
  readonly batches: string;
}

const RUNS_ALONE = { send_anonymous_usage_stats: false, version: 1, project_id: 'real' };
const SDK_TAP = ['about', 'catalog', 'discover', 'state'];

/** JSON, which is YAML. The database is `postgres` on both sides; tables go into the schema `<side>_<loader>`. */
export function realProject({ source, okta, ownTap, batches }: Ends): string {
  const server = { ...source, database: 'postgres' };
  const orders = { 'public-orders': { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } };
  const tap = { select: ['public-orders.*'], metadata: orders, config: { ...server, filter_schemas: ['public'] } };
  const several = { select: ['several-*.*'], config: { ...server, filter_schemas: ['several'] } };
  const plain = { add_record_metadata: false, activate_version: false };
  const project = {
    ...RUNS_ALONE,
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [
        {
          name: 'tap-postgres',
          variant: 'meltanolabs',
          namespace: 'tap_postgres',
          pip_url: TAP_POSTGRES,
          capabilities: SDK_TAP,
          ...tap,
        },
        {
          name: 'tap-python',
          namespace: 'tap_python',
          executable: 'tap-postgres',
          pip_url: TAP_POSTGRES,
          capabilities: SDK_TAP,
          ...tap,
        },
        {
          name: 'tap-python--files',
          inherit_from: 'tap-python',
          config: { batch_config: { encoding: { format: 'jsonl', compression: 'gzip' }, storage: { root: batches } } },
        },
        { name: 'tap-postgres--several', inherit_from: 'tap-postgres', ...several },
        { name: 'tap-python--several', inherit_from: 'tap-python', ...several },
        {
          name: 'tap-people',
          namespace: 'tap_people',
          pip_url: ownTap,
          capabilities: SDK_TAP,
          config: { base_url: okta.url, token: okta.token },
        },
      ],
      mappers: [
        {
          name: 'meltano-map-transformer',
          namespace: 'meltano_map_transformer',
          pip_url: 'meltano-map-transform==0.12.3',
          executable: 'meltano-map-transform',
          mappings: [
            {
              name: 'mask',
              config: { stream_maps: { 'public-orders': { note: 'md5(note) if note else None', paid: '__NULL__' } } },
            },
          ],
        },
      ],
      loaders: [
        {
          name: 'target-postgres',
          variant: 'meltanolabs',
          namespace: 'target_postgres',
          pip_url: TARGET_LABS,
          config: { ...server, ...plain, default_target_schema: '${SIDE}_own' },
        },
        {
          name: 'target-postgres--files',
          inherit_from: 'target-postgres',
          config: { default_target_schema: '${SIDE}_files' },
        },
        {
          name: 'target-labs',
          namespace: 'target_labs',
          executable: 'target-postgres',
          pip_url: TARGET_LABS,
          config: { ...server, ...plain, default_target_schema: '${SIDE}_labs' },
        },
        {
          name: 'target-labs--several',
          inherit_from: 'target-labs',
          config: { default_target_schema: '${SIDE}_several' },
          parallel_programs: 4,
        },
        {
          name: 'target-pipelinewise',
          namespace: 'target_pipelinewise',
          executable: 'target-postgres',
          pip_url: 'pipelinewise-target-postgres==2.1.2 setuptools<81',
          config: { ...source, dbname: 'postgres', default_target_schema: '${SIDE}_pipelinewise' },
        },
        {
          name: 'target-lines',
          namespace: 'target_lines',
          executable: 'target-jsonl',
          pip_url: 'target-jsonl==0.1.4',
          config: { destination_path: 'out-${SIDE}', do_timestamp_file: false },
        },
      ],
    },
  };
  return `${JSON.stringify(project, null, 1)}\n`;
}

const TAP_POSTGRES = 'meltanolabs-tap-postgres==0.10.0';
const TARGET_LABS = 'meltanolabs-target-postgres==0.8.1';
