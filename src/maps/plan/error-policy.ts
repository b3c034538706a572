/** `stream_map_errors`: what becomes of a record on which an expression fails. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';

/**
 * `fail`: the stream ends with the error. `null`: the property becomes null; a record that a failing filter or a key property is
 * about is left out. `drop`: the record is left out.
 */
export type ErrorPolicy = 'fail' | 'null' | 'drop';

const ERROR_POLICIES: readonly ErrorPolicy[] = ['fail', 'null', 'drop'];

/** Throws `ConfigInvalid`. */
export function readErrorPolicy(settings: JsonObject): ErrorPolicy {
  const value = settings['stream_map_errors'];
  if (value === undefined) return 'fail';
  const policy = ERROR_POLICIES.find((known) => known === value);
  if (policy !== undefined) return policy;
  throw new MeltemiError(
    'ConfigInvalid',
    'The setting `stream_map_errors` must be one of the texts `fail`, `null` and `drop`.',
    'Put quotes around it: without them YAML takes `null` for no value.',
  );
}
