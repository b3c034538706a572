/** The target for buckets of S3, Azure and Google, and for folders. */
import { csvSettings, FILES_LOAD_METHOD, parquetSettings, PROCESS_DATE } from './file-formats';
import type { NativePlugin, NativeSetting } from './native-plugin';
import { SDK_TARGET_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const GRAINS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'].map((value) => ({
  label: value,
  value,
}));
const BY_TYPE = 'Parquet files have the types of the columns';
const BY_PAGE = 'a page is loaded as soon as it is there';

const FORMAT: readonly NativeSetting[] = [
  {
    name: 'format.format_type',
    kind: 'options',
    label: 'Format',
    description: 'Format of the objects.',
    options: ['parquet', 'json', 'jsonl', 'csv'].map((value) => ({ label: value, value })),
  },
  {
    name: 'format.format_parquet.validate',
    kind: 'boolean',
    label: 'Validation of Parquet',
    description: 'Casts each value to the type that its column had first.',
    ignored: BY_TYPE,
  },
  {
    name: 'format.format_parquet.get_schema_from_tap',
    kind: 'boolean',
    label: 'Schema of Parquet',
    description: 'Takes the types from the schema of the stream.',
    ignored: BY_TYPE,
  },
  { name: 'format.format_json', kind: 'object', label: 'JSON', description: 'Nothing can be set for JSON.' },
  { name: 'format.format_csv', kind: 'object', label: 'CSV', description: 'Settings of CSV.' },
];

const AWS: readonly NativeSetting[] = [
  {
    name: 'cloud_provider.cloud_provider_type',
    kind: 'options',
    value: 'aws',
    label: 'Provider',
    description: 'Whose bucket it is: the settings below the provider of this name count.',
    options: [
      { label: 'S3, of AWS or of others', value: 'aws' },
      { label: 'Azure Blob Storage', value: 'azure' },
      { label: 'Google Cloud Storage', value: 'gcp' },
      { label: 'A folder of this machine', value: 'local' },
    ],
  },
  {
    name: 'cloud_provider.aws.aws_access_key_id',
    kind: 'string',
    sensitive: true,
    label: 'Access key id',
    description: 'Without the two keys the credentials of the machine are used: environment, profile, role.',
  },
  {
    name: 'cloud_provider.aws.aws_secret_access_key',
    kind: 'string',
    sensitive: true,
    label: 'Secret access key',
    description: 'Belongs to the access key id.',
  },
  {
    name: 'cloud_provider.aws.aws_session_token',
    kind: 'string',
    sensitive: true,
    label: 'Session token',
    description: 'Of temporary keys.',
  },
  {
    name: 'cloud_provider.aws.aws_region',
    kind: 'string',
    label: 'Region',
    description: 'Region of the bucket; what the environment says, else `us-east-1`, when it is not set.',
  },
  {
    name: 'cloud_provider.aws.aws_profile_name',
    kind: 'string',
    label: 'Profile',
    description: 'Profile of the AWS configuration files whose credentials are used.',
  },
  {
    name: 'cloud_provider.aws.aws_bucket',
    kind: 'string',
    place: true,
    label: 'Bucket',
    description: 'Name of the bucket. `file:///folder` writes to a folder of this machine instead.',
  },
  {
    name: 'cloud_provider.aws.aws_endpoint_override',
    kind: 'string',
    place: true,
    label: 'Endpoint',
    description: 'URL of a service that speaks the language of S3.',
  },
];

const NAMES: readonly NativeSetting[] = [
  {
    name: 'prefix',
    kind: 'string',
    label: 'Prefix',
    description: 'What keys begin with, before the name of the stream.',
  },
  {
    name: 'stream_name_path_override',
    kind: 'string',
    label: 'Name in keys',
    description: "Stands in for the stream's name in keys; it may hold slashes.",
  },
  PROCESS_DATE,
  {
    name: 'use_raw_stream_name',
    kind: 'boolean',
    value: false,
    label: 'Bare name',
    description: "The key is prefix and stream's name, without date and suffix, and the object is not compressed.",
  },
  {
    name: 'append_date_to_prefix',
    kind: 'boolean',
    value: true,
    label: 'Folders of dates',
    description: 'Whether the time of the batch, in UTC, is part of the path.',
  },
  {
    name: 'append_date_to_prefix_grain',
    kind: 'options',
    value: 'day',
    label: 'Grain of folders',
    description: 'How fine the time in the path is.',
    options: GRAINS,
  },
  {
    name: 'partition_name_enabled',
    kind: 'boolean',
    value: false,
    label: 'Partition names',
    description: 'Folders are called `year=2024/month=01/day=05`, as engines know partitions.',
  },
  {
    name: 'append_date_to_filename',
    kind: 'boolean',
    value: true,
    label: 'Date in file names',
    description: 'Whether the time of the batch, in UTC, is the name of the object.',
  },
  {
    name: 'append_date_to_filename_grain',
    kind: 'options',
    value: 'day',
    label: 'Grain of file names',
    description: 'How fine the time in the name is.',
    options: GRAINS,
  },
  {
    name: 'max_batch_age',
    kind: 'decimal',
    label: 'Age of a batch',
    description: 'Minutes after which a batch is written.',
    ignored: BY_PAGE,
  },
  {
    name: 'max_batch_size',
    kind: 'integer',
    label: 'Rows in a batch',
    description: 'Rows after which a batch is written.',
    ignored: 'batches are measured in bytes',
  },
];

const ADDED: readonly NativeSetting[] = [
  ...parquetSettings('format.format_parquet.', 'gzip'),
  ...csvSettings('format.format_csv.'),
  FILES_LOAD_METHOD,
  {
    name: 'number_objects',
    kind: 'boolean',
    label: 'Numbers in names',
    description:
      'Whether the second object of a name and those after it get a number; false: each one takes the place of the one before, as with the Singer target, and its rows are gone. True when it is not set.',
  },
  {
    name: 'flatten_records',
    kind: 'boolean',
    label: 'Flattening',
    description: 'Another name of `flattening_enabled`, which counts where both are set.',
  },
  {
    name: 'cloud_provider.azure.container',
    kind: 'string',
    place: true,
    label: 'Container of Azure',
    description: 'Name of the container.',
  },
  {
    name: 'cloud_provider.azure.connection_string',
    kind: 'string',
    sensitive: true,
    label: 'Connection string of Azure',
    description: 'Of the storage account.',
  },
  {
    name: 'cloud_provider.azure.storage_account_url',
    kind: 'string',
    place: true,
    label: 'Account of Azure',
    description: 'URL of the storage account, to sign in with the Azure credentials of the machine.',
  },
  {
    name: 'cloud_provider.gcp.bucket',
    kind: 'string',
    place: true,
    label: 'Bucket of Google',
    description: 'Name of the bucket.',
  },
  {
    name: 'cloud_provider.gcp.application_credentials_path',
    kind: 'string',
    label: 'Key file of Google',
    description: 'File with the key of a service account; without it the credentials of the machine are used.',
  },
  {
    name: 'cloud_provider.gcp.application_credentials_json',
    kind: 'string',
    sensitive: true,
    label: 'Key of Google',
    description: 'The text of such a file.',
  },
  {
    name: 'cloud_provider.local.path',
    kind: 'string',
    place: true,
    label: 'Folder',
    description: 'Folder of this machine; a relative one starts where the command runs.',
  },
];

export const TARGET_S3: NativePlugin = {
  kind: 'loaders',
  name: 'target-s3',
  namespace: 'target_s3',
  label: 'S3',
  description:
    'Writes objects to S3, Azure Blob Storage, Google Cloud Storage or a folder: Parquet, JSON, JSON lines or CSV.',
  executable: 'target-s3',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'crowemi',
      docs: 'https://hub.meltano.com/loaders/target-s3--crowemi',
      repo: 'https://github.com/crowemi/target-s3',
      pipUrl: 'git+https://github.com/crowemi/target-s3.git',
      settings: [...FORMAT, ...AWS, ...NAMES, ...STREAM_MAPS],
    },
  ],
  accepted: [...ADDED, ...SDK_TARGET_SETTINGS],
};
