/**
 * What of a discovered catalog is read, and how: `select`, `metadata` and filters of a tap applied to its streams.
 * Key columns and the replication key are always read.
 */
import { MeltemiError } from '../model/errors';
import type { Column, Replication, Stream, StreamSchema } from '../model/stream';
import { columnMetadata, parseMetadataRules, streamMetadata, type MetadataRules } from './metadata-rules';
import type { ResolvedPlugin } from './project';
import { chooseReplication, keyProperties, type StreamRules } from './replication';
import { applySelect, parseSelectPattern, passesFilter, type SelectPattern } from './select-patterns';
import { didYouMean } from './suggest';

/** A catalog as far as selection looks at it. */
export interface SelectableCatalog {
  readonly streams: readonly {
    readonly stream: Stream;
    readonly unsupported: readonly { readonly name: string; readonly reason: string }[];
  }[];
}

export interface Selection {
  readonly streams: readonly {
    readonly name: string;
    readonly schema: StreamSchema;
    readonly replication: Replication;
  }[];
  /** Patterns that match nothing, columns that cannot be read, and the like. */
  readonly warnings: readonly string[];
}

/** `only`: patterns of streams that the run itself is limited to; empty: all that the project selects. Throws `ConfigInvalid`. */
export function selectStreams(catalog: SelectableCatalog, tap: ResolvedPlugin, only: readonly string[]): Selection {
  const patterns = tap.extras.select.map(parseSelectPattern);
  const filters = [tap.extras.selectFilter, only].map((filter) => filter.map(parseSelectPattern));
  const rules = parseMetadataRules(tap.extras.metadata);
  const warnings = [...unmatched(catalog, tap, patterns, rules), ...unapplied(tap)];
  const streams: Selection['streams'][number][] = [];
  for (const { stream, unsupported } of catalog.streams) {
    const metadata = streamMetadata(rules, stream.name);
    const { selected, column } = applySelect(patterns, stream.name);
    const wanted = metadata.get('selected') ?? selected;
    if (wanted !== true || !filters.every((filter) => passesFilter(filter, stream.name))) continue;
    const streamRules: StreamRules = { tap: tap.name, stream, metadata, settings: tap.settings };
    const keys = keyProperties(streamRules);
    const replication = chooseReplication(streamRules, warnings);
    const always = new Set([...keys, ...(replication.method === 'INCREMENTAL' ? [replication.replicationKey] : [])]);
    const isRead = (each: Column): boolean =>
      always.has(each.name) ||
      (columnMetadata(rules, stream.name, each.name).get('selected') ?? column(each.name)) === true;
    for (const { name, reason } of unsupported) {
      if (column(name)) warnings.push(`The column \`${name}\` of stream \`${stream.name}\` is not read: ${reason}.`);
    }
    const schema = { columns: stream.schema.columns.filter(isRead), keyProperties: keys };
    if (schema.columns.length === 0) throw nothingRead(tap, stream.name);
    streams.push({ name: stream.name, schema, replication });
  }
  return { streams, warnings };
}

function nothingRead(tap: ResolvedPlugin, stream: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The selection of \`${tap.name}\` takes the stream \`${stream}\` and none of its columns.`,
    `Select columns (\`${stream}.*\`) or exclude the stream (\`!${stream}\`).`,
  );
}

/** Meltano only warns of patterns without a match, since a table may come later. */
function unmatched(
  catalog: SelectableCatalog,
  tap: ResolvedPlugin,
  patterns: readonly SelectPattern[],
  rules: MetadataRules,
): readonly string[] {
  const names = catalog.streams.map(({ stream }) => stream.name);
  const lost = patterns.filter((pattern) => !pattern.negated && !names.some((name) => pattern.matchesStream(name)));
  const lostRules = Object.keys(tap.extras.metadata).filter((key) => {
    const own = rules.filter((rule) => rule.pattern === key.split('.')[0]);
    return own.length > 0 && !own.some((rule) => names.some((name) => rule.matchesStream(name)));
  });
  return [
    ...lost.map(
      (pattern) =>
        `The pattern \`${pattern.text}\` in \`select\` of \`${tap.name}\` matches no stream.${didYouMean(pattern.stream, names)}`,
    ),
    ...lostRules.map(
      (key) => `The rule \`${key}\` in \`metadata\` of \`${tap.name}\` matches no stream.${didYouMean(key, names)}`,
    ),
  ];
}

/** Extras of Meltano that native taps do not take; said, never silently dropped. */
function unapplied(tap: ResolvedPlugin): readonly string[] {
  const { schema, catalog, state } = tap.extras;
  const given = [
    ...(Object.keys(schema).length > 0 ? ['schema'] : []),
    ...(catalog === null ? [] : ['catalog']),
    ...(state === null ? [] : ['state']),
  ];
  return given.map(
    (extra) =>
      `\`${extra}\` of \`${tap.name}\` has no effect: native taps discover their catalog and keep their state themselves.`,
  );
}
