/** Settings that every target made with the Singer SDK has, and which have no meaning where records move in pages. */
import type { NativeSetting } from './native-plugin';

/** Of settings that a plugin could read and does not. */
export const NOT_READ = "Meltemi's own plugin does not read it";

const BATCH_CONFIG: NativeSetting = {
  name: 'batch_config',
  kind: 'object',
  label: 'Batch messages',
  description: 'Files of records that tap and target hand to each other.',
  ignored: 'records move in pages, not in files that tap and target agree on',
};

export const SDK_TAP_SETTINGS: readonly NativeSetting[] = [BATCH_CONFIG];

export const SDK_TARGET_SETTINGS: readonly NativeSetting[] = [
  BATCH_CONFIG,
  {
    name: 'batch_size_rows',
    kind: 'integer',
    label: 'Rows in a batch',
    description: 'Rows after which a batch is loaded.',
    ignored: 'batches are measured in bytes',
  },
  {
    name: 'batch_wait_limit_seconds',
    kind: 'integer',
    label: 'Age of a batch',
    description: 'Seconds after which a batch is loaded.',
    ignored: 'a page is loaded as soon as it is there',
  },
  {
    name: 'add_record_metadata',
    kind: 'boolean',
    label: 'Metadata columns',
    description: 'Adds columns with the times of a record.',
    ignored: NOT_READ,
  },
  {
    name: 'validate_records',
    kind: 'boolean',
    label: 'Validation',
    description: 'Checks each record against the schema of its stream.',
    ignored: 'what a column cannot hold is told by its type',
  },
  {
    name: 'process_activate_version_messages',
    kind: 'boolean',
    label: 'Versions of a stream',
    description: 'Takes rows of older versions out when a full table has been read.',
    ignored: NOT_READ,
  },
];
