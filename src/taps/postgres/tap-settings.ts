/** The settings of tap-postgres in both variants' spellings. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { readPostgresSettings, type PostgresSettings } from '../../systems/postgres/settings';

/** More would fill the connections of a server (100 by default) with few streams, and a position with keys (4 KiB). */
const MAX_PARALLEL = 16;

export interface TapPostgresSettings {
  readonly connection: PostgresSettings;
  /** Only these schemas; empty: all but the system's. */
  readonly filterSchemas: readonly string[];
  /** Whether partitions are streams beside the tables that they are parts of. */
  readonly includePartitions: boolean;
  /** Dates and timestamps as texts, in PostgreSQL's own form. */
  readonly datesAsString: boolean;
  /** The schema of JSON columns says `object`, whatever they hold. */
  readonly jsonAsObject: boolean;
  /** Rows that are read of each stream in a run; null: all. */
  readonly maxRecordCount: number | null;
  /** Connections that read one big table side by side, 1 to 16. */
  readonly maxParallel: number;
  /** By stream: SQL conditions that every row meets. */
  readonly whereClauses: ReadonlyMap<string, readonly string[]>;
  /** Of catalogs on stdio; what it means in a pipeline is said in `src/project/replication.ts`. */
  readonly defaultReplicationMethod: string | null;
}

/** Throws `ConfigInvalid` naming the setting. */
export function readTapSettings(settings: JsonObject, pluginName: string): TapPostgresSettings {
  const read = new Reader(settings, pluginName);
  return {
    connection: readPostgresSettings(withSecondary(settings, read), pluginName),
    filterSchemas: read.names('filter_schemas'),
    includePartitions: read.flag('include_partitions'),
    datesAsString: read.flag('dates_as_string'),
    jsonAsObject: read.flag('json_as_object'),
    maxRecordCount: read.count('max_record_count') ?? read.count('limit'),
    maxParallel: read.parallel('max_parallel'),
    whereClauses: read.whereClauses(),
    defaultReplicationMethod: read.text('default_replication_method'),
  };
}

/** `use_secondary` (pipelinewise): all is read from the replica. */
function withSecondary(settings: JsonObject, read: Reader): JsonObject {
  if (!read.flag('use_secondary')) return settings;
  const { secondary_host: host = null, secondary_port: port = null } = settings;
  if (host === null) {
    throw read.invalid(
      'secondary_host',
      'is missing, with `use_secondary` set',
      'Set `secondary_host` to the replica.',
    );
  }
  return { ...settings, host, ...(port === null ? {} : { port }) };
}

class Reader {
  constructor(
    private readonly settings: JsonObject,
    private readonly pluginName: string,
  ) {}

  text(name: string): string | null {
    const value = this.settings[name] ?? null;
    return typeof value === 'string' && value !== '' ? value : null;
  }

  flag(name: string): boolean {
    const value = this.settings[name] ?? false;
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (['', 'false', 'true'].includes(word)) return word === 'true';
    throw this.invalid(name, 'is neither `true` nor `false`', `Write \`${name}: true\`.`);
  }

  count(name: string): number | null {
    const value = this.settings[name] ?? null;
    if (value === null) return null;
    const count = Number(value);
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw this.invalid(name, 'is not a number of rows', `Write \`${name}: 1000\`, or leave it out to read all rows.`);
  }

  parallel(name: string): number {
    const value = this.settings[name] ?? 1;
    const count = typeof value === 'boolean' || value === '' ? NaN : Number(value);
    if (Number.isInteger(count) && count >= 1 && count <= MAX_PARALLEL) return count;
    const problem = `is no number of connections between 1 and ${String(MAX_PARALLEL)}`;
    throw this.invalid(name, problem, `Write \`${name}: 4\`, or leave it out: one connection reads a table then.`);
  }

  /** A list (meltanolabs) or a comma separated text (pipelinewise). */
  names(name: string): readonly string[] {
    const given = this.settings[name] ?? null;
    if (given === null) return [];
    // In a list blanks are a part of the name.
    const parts = typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given;
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) {
      throw this.invalid(
        name,
        'is neither a list of names nor a text',
        `Write \`${name}: [public, sales]\` or \`${name}: public,sales\`.`,
      );
    }
    return parts.filter((part) => part !== '');
  }

  /** `stream_options: {public-orders: {custom_where_clauses: ["amount > 0"]}}`. */
  whereClauses(): ReadonlyMap<string, readonly string[]> {
    const options = this.settings['stream_options'] ?? {};
    if (!isMapping(options)) throw this.badOptions('is no mapping of stream names');
    const entries = Object.entries(options).map(([stream, option]) => {
      const clauses = isMapping(option) ? (option['custom_where_clauses'] ?? []) : null;
      if (!Array.isArray(clauses) || !clauses.every((clause) => typeof clause === 'string')) {
        throw this.badOptions(`has no list of conditions at \`${stream}.custom_where_clauses\``);
      }
      return [stream, clauses] as const;
    });
    return new Map(entries.filter(([, clauses]) => clauses.length > 0));
  }

  invalid(name: string, problem: string, instruction: string): MeltemiError {
    return new MeltemiError(
      'ConfigInvalid',
      `The setting \`${name}\` of \`${this.pluginName}\` ${problem}.`,
      instruction,
    );
  }

  private badOptions(problem: string): MeltemiError {
    const example = '`stream_options: {public-orders: {custom_where_clauses: ["amount > 0"]}}`';
    return this.invalid('stream_options', problem, `Write ${example}.`);
  }
}

function isMapping(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
