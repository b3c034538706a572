/** One entry of `streams:` of a block `rest:`, with the block's defaults in it. */
import {
  BOOKMARK_FORMATS,
  PAYLOAD_FORMS,
  REST_METHODS,
  type RequestLimits,
  type RestIncremental,
  type RestStreamDeclaration,
} from '../../model/rest-declaration';
import type { OnProblem } from '../problems';
import { child, type MappingTree } from '../tree';
import { readPagination } from './read-pagination';
import { readSchema } from './read-schema';
import { readSpot } from './request-spot';
import { INCREMENTAL_KEYS, STREAM_KEYS } from './rest-keys';
import { Section } from './section';

/** Statuses below 500 that are tried again when nothing is said: the SDK's. */
const RETRY_STATUSES: readonly number[] = [429];

export function readStream(mapping: MappingTree, note: OnProblem): RestStreamDeclaration {
  const name = child(mapping, 'name');
  const what = name?.kind === 'scalar' ? `stream \`${String(name.value)}\`` : 'a stream';
  const section = new Section(mapping, what, STREAM_KEYS, note);
  const primaryKeys = section.texts('primary_keys');
  const replicationKey = section.text('replication_key');
  return {
    name: section.required('name', 'Name it: `name: users`.'),
    path: section.text('path') ?? '',
    method: section.choice('method', REST_METHODS, 'GET'),
    headers: section.textsByName('headers'),
    params: section.values('params'),
    payload: section.value('payload'),
    payloadForm: section.choice('payload_form', PAYLOAD_FORMS, 'json'),
    records: section.jsonPath('records') ?? '$',
    primaryKeys,
    replicationKey,
    incremental: readIncremental(section, replicationKey !== null),
    schema: readSchema(section, primaryKeys),
    parent: section.text('parent'),
    context: section.textsByName('context'),
    readsAllParents: section.flag('read_all_parents', false),
    pagination: readPagination(child(mapping, 'pagination'), `\`pagination\` of ${what}`, note),
    limits: readLimits(section),
    retryStatuses: section.statuses('retry_statuses', RETRY_STATUSES),
    ignoreStatuses: section.statuses('ignore_statuses', []),
    allowedHosts: section.texts('allowed_hosts'),
    trustedHosts: section.texts('trusted_hosts'),
  };
}

const WHOLE: RestIncremental = {
  spot: null,
  format: 'as_is',
  template: null,
  comparison: 'gt',
  lookbackSeconds: 0,
  isSorted: false,
};

/** Without a replication key there is no bookmark that a default could send. */
function readIncremental(stream: Section, hasKey: boolean): RestIncremental {
  const mapping = stream.section('incremental');
  if (mapping === null) return WHOLE;
  const section = new Section(mapping, `\`incremental\` of ${stream.what}`, INCREMENTAL_KEYS, stream.note);
  const template = section.text('template');
  if (template !== null && !template.includes('{bookmark}'))
    section.wrong(
      section.place('template'),
      `\`template\` of ${section.what} has no \`{bookmark}\`.`,
      'Put it where the value goes.',
    );
  const spot = readSpot(section);
  if (spot === null && (template !== null || section.has('format')))
    section.wrong(
      section.place(template === null ? 'format' : 'template'),
      `${section.what} says how the bookmark is written, and not where it goes.`,
      'Add `param` or `body`.',
    );
  const read: RestIncremental = {
    spot,
    format: section.choice('format', BOOKMARK_FORMATS, 'as_is'),
    template,
    comparison: section.choice('comparison', ['gt', 'gte', 'exact'], 'gt'),
    lookbackSeconds: section.number('lookback_seconds', { least: 0 }) ?? 0,
    isSorted: section.flag('is_sorted', false),
  };
  return hasKey ? read : WHOLE;
}

function readLimits(section: Section): RequestLimits {
  return {
    requestsInFlight: section.number('requests_in_flight', { least: 1 }),
    contextsInFlight: section.number('contexts_in_flight', { least: 1 }),
    requestsPerSecond: section.number('requests_per_second', { above: 0, isWhole: false }),
    timeoutSeconds: section.number('timeout_seconds', { above: 0, isWhole: false }),
    maxTries: section.number('max_tries', { least: 1 }),
  };
}
