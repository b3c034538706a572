/**
 * What of a discovered catalog is read, and how: `select`, `metadata` and filters of a tap applied to its streams.
 * Key columns and the replication key are always read.
 */
import { MeltemiError } from '../model/errors';
import type { Column, Replication, Stream, StreamSchema } from '../model/stream';
import { breadcrumbOf, filterRules, metadataRules, selectRules, valuesAt, type CatalogRule } from './catalog-rules';
import { fnmatch } from './fnmatch';
import type { ResolvedPlugin } from './project';
import { chooseReplication, keyProperties, type StreamRules } from './replication';
import { parseSelectPattern } from './select-patterns';
import { didYouMean } from '../model/suggest';

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
  const select = selectRules(tap.extras.select);
  const metadata = metadataRules(tap.extras.metadata);
  const rules = [...select, ...metadata, ...filterRules(tap.extras.selectFilter), ...filterRules(only)];
  const warnings = [...unmatched(catalog, tap, metadata), ...unapplied(tap)];
  const streams: Selection['streams'][number][] = [];
  for (const { stream, unsupported } of catalog.streams) {
    if (valuesAt(rules, stream.name, []).get('selected') !== true) continue;
    const own = rules.filter((rule) => rule.matchesStream(stream.name));
    const isSelected = (among: readonly CatalogRule[], column: string): boolean =>
      valuesAt(among, stream.name, breadcrumbOf([column])).get('selected') === true;
    const streamRules: StreamRules = {
      tap: tap.name,
      stream,
      metadata: valuesAt(metadata, stream.name, []),
      settings: tap.settings,
    };
    const keys = keyProperties(streamRules);
    const replication = chooseReplication(streamRules, warnings);
    const always = new Set([...keys, ...(replication.method === 'INCREMENTAL' ? [replication.replicationKey] : [])]);
    const isRead = ({ name }: Column): boolean => always.has(name) || isSelected(own, name);
    for (const { name, reason } of unsupported) {
      if (isSelected(select, name))
        warnings.push(`The column \`${name}\` of stream \`${stream.name}\` is not read: ${reason}.`);
    }
    const schema = { columns: stream.schema.columns.filter(isRead), keyProperties: keys };
    if (schema.columns.length === 0) throw nothingRead(tap, stream.name);
    streams.push({ name: stream.name, schema, replication });
  }
  return { streams, warnings };
}

/** Whether a stream is among those, if the tap has it. */
export function isStreamSelected(stream: string, tap: ResolvedPlugin, only: readonly string[]): boolean {
  const { select, metadata, selectFilter } = tap.extras;
  const rules = [
    ...selectRules(select),
    ...metadataRules(metadata),
    ...filterRules(selectFilter),
    ...filterRules(only),
  ];
  return valuesAt(rules, stream, []).get('selected') === true;
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
  metadata: readonly CatalogRule[],
): readonly string[] {
  const names = catalog.streams.map(({ stream }) => stream.name);
  const included = tap.extras.select.map(parseSelectPattern).filter((pattern) => !pattern.negated);
  const lost = included.filter((pattern) => !names.some(fnmatch(pattern.stream)));
  const lostRules = Object.keys(tap.extras.metadata).filter((key) => {
    const own = metadata.filter((rule) => rule.stream === key.split('.')[0]);
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
