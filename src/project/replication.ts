/** How a selected stream is replicated: metadata of the project first, then the tap's settings, then what the source says. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { Replication, ReplicationComparison, Stream } from '../model/stream';
import { didYouMean } from '../model/suggest';

export interface StreamRules {
  /** The tap's name, for messages. */
  readonly tap: string;
  readonly stream: Stream;
  readonly metadata: ReadonlyMap<string, JsonValue>;
  /** Of the tap. */
  readonly settings: JsonObject;
}

const COMPARISONS: readonly ReplicationComparison[] = ['gt', 'gte', 'exact'];
const METHODS = ['FULL_TABLE', 'INCREMENTAL', 'LOG_BASED'] as const;
type Method = (typeof METHODS)[number];

/** Throws `ConfigInvalid` for an unknown method, key or comparison, and `Unsupported` for log-based replication. */
export function chooseReplication(rules: StreamRules, warnings: string[]): Replication {
  const { stream, tap } = rules;
  const key = replicationKey(rules);
  const method = chooseMethod(rules, key, warnings);
  if (method === 'FULL_TABLE') return { method, snapshot: isTrue(rules, 'snapshot') };
  if (method === 'LOG_BASED') {
    const reason = `The stream \`${stream.name}\` of \`${tap}\` asks for the replication method \`LOG_BASED\`, which native taps do not have.`;
    throw new MeltemiError('Unsupported', reason, 'Use `INCREMENTAL` with a `replication-key`, or `FULL_TABLE`.');
  }
  if (key === null) {
    const reason = `The stream \`${stream.name}\` of \`${tap}\` is \`INCREMENTAL\` without a \`replication-key\`.`;
    throw new MeltemiError(
      'ConfigInvalid',
      reason,
      `Add it: \`metadata: {${stream.name}: {replication-key: <column>}}\`.`,
    );
  }
  requireColumn(rules, key, 'replication-key');
  return { method, replicationKey: key, comparison: comparisonOf(rules) };
}

/** Names of the key columns: `table-key-properties` of the project, else those of the source. */
export function keyProperties(rules: StreamRules): readonly string[] {
  const own = value(rules, 'table-key-properties') ?? value(rules, 'view-key-properties');
  if (own === null) return rules.stream.schema.keyProperties;
  const keys = (Array.isArray(own) ? (own as readonly JsonValue[]) : [own]).map(String);
  for (const key of keys) requireColumn(rules, key, 'table-key-properties');
  return keys;
}

function chooseMethod(rules: StreamRules, key: string | null, warnings: string[]): Method {
  const { stream, tap, settings } = rules;
  const own = value(rules, 'replication-method');
  if (own !== null) return methodOf(own, `\`replication-method\` of stream \`${stream.name}\` of \`${tap}\``);
  const general = settings['default_replication_method'] ?? null;
  if (general === null) return ownKey(rules) === null ? stream.replication.method : 'INCREMENTAL';
  const method = methodOf(general, `\`default_replication_method\` of \`${tap}\``);
  if (method === 'INCREMENTAL' && key === null) {
    warnings.push(
      `The stream \`${stream.name}\` of \`${tap}\` has no \`replication-key\`, so it is read in full in spite of \`default_replication_method: INCREMENTAL\`.`,
    );
    return 'FULL_TABLE';
  }
  if (method === 'FULL_TABLE' && ownKey(rules) !== null) {
    warnings.push(
      `The \`replication-key\` of stream \`${stream.name}\` has no effect, because \`default_replication_method\` of \`${tap}\` is \`FULL_TABLE\`. Add \`replication-method: INCREMENTAL\` to use it.`,
    );
  }
  return method;
}

function methodOf(given: JsonValue, what: string): Method {
  const text = shown(given).toUpperCase();
  const method = METHODS.find((known) => known === text);
  if (method !== undefined) return method;
  const reason = `The ${what} is \`${shown(given)}\`.${didYouMean(text, METHODS)}`;
  throw new MeltemiError('ConfigInvalid', reason, `Use one of ${METHODS.map((each) => `\`${each}\``).join(', ')}.`);
}

function replicationKey(rules: StreamRules): string | null {
  const { replication } = rules.stream;
  return ownKey(rules) ?? (replication.method === 'INCREMENTAL' ? replication.replicationKey : null);
}

function ownKey(rules: StreamRules): string | null {
  const key = value(rules, 'replication-key');
  return typeof key === 'string' && key !== '' ? key : null;
}

function comparisonOf(rules: StreamRules): ReplicationComparison {
  const { stream, settings, tap } = rules;
  const given = value(rules, 'replication-comparison') ?? settings['replication_comparison'] ?? null;
  if (given === null) return stream.replication.method === 'INCREMENTAL' ? stream.replication.comparison : 'exact';
  const comparison = COMPARISONS.find((known) => known === given);
  if (comparison !== undefined) return comparison;
  throw new MeltemiError(
    'ConfigInvalid',
    `The \`replication-comparison\` of stream \`${stream.name}\` of \`${tap}\` is \`${shown(given)}\`.`,
    `Use one of ${COMPARISONS.map((each) => `\`${each}\``).join(', ')}.`,
  );
}

function requireColumn(rules: StreamRules, name: string, key: string): void {
  const columns = rules.stream.schema.columns.map((column) => column.name);
  if (columns.includes(name)) return;
  const reason = `The \`${key}\` of stream \`${rules.stream.name}\` of \`${rules.tap}\` is \`${name}\`, which is not among its columns.${didYouMean(name, columns)}`;
  throw new MeltemiError('ConfigInvalid', reason, 'Correct it below `metadata`.');
}

/** Metadata keys are written with `-` (Singer) or with `_` (as Meltano copies them onto the stream). */
function value(rules: StreamRules, key: string): JsonValue | null {
  return rules.metadata.get(key) ?? rules.metadata.get(key.replaceAll('-', '_')) ?? null;
}

function shown(given: JsonValue): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function isTrue(rules: StreamRules, key: string): boolean {
  const given = value(rules, key);
  return given === true || given === 'true';
}
