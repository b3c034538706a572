/** A stream of Singer messages and what the maps make of it: the SCHEMA messages that follow, and the outputs of its records. */
import { compactExact } from '../../model/exact-json';
import type { JsonObject, JsonValue } from '../../model/json';
import type { LineOutput } from '../page/line-output';
import { parseMap, parseOnly } from '../plan/record-plan';
import type { MapSettings } from '../plan/map-settings';
import { matchingEntries, type MatchingEntry } from '../plan/matching-entries';
import { namesOfRecord, outputName, planOutput } from '../plan/output-plan';
import { columnsOf, flattenedSchema, mappedSchema, propertiesOf } from './mapped-schema';
import type { RecordFields } from './record-fields';
import { RecordOutput, type RecordErrors } from './record-output';

/** A SCHEMA message, less its type. */
export interface SchemaMessage {
  readonly stream: string;
  readonly schema: JsonObject;
  /** Null and absent are passed on as they are. */
  readonly key_properties?: JsonValue;
  readonly bookmark_properties?: JsonValue;
}

interface Output {
  readonly name: string;
  /** The SCHEMA message with its newline. */
  readonly schemaLine: string;
  /** What stands before the record in a RECORD message. */
  readonly recordPrefix: string;
  /** Null: no record passes. */
  readonly records: RecordOutput | null;
}

export class MappedStream {
  private constructor(private readonly outputs: readonly Output[]) {}

  /** Throws `ConfigInvalid`. */
  static make(
    message: SchemaMessage,
    settings: MapSettings,
    fields: RecordFields,
    how: {
      readonly now: () => number;
      readonly errors: RecordErrors;
      /** Whether a schema without bookmark properties has an empty list of them, as the real mapper writes it. */
      readonly emptyBookmarks: boolean;
    },
  ): MappedStream {
    const { primary, additional } = matchingEntries(settings, message.stream);
    const keys = message.key_properties === undefined ? [] : message.key_properties;
    const { flattening } = settings;

    const outputOf = (name: string, schema: JsonObject, keys: JsonValue, records: RecordOutput | null): Output =>
      output(message, name, schema, keys, records, how.emptyBookmarks);
    const asItIs = (): Output => {
      const schema = flattenedSchema(message.schema, flattening);
      const steps = {
        plan: null,
        keyProperties: [],
        namesFor: namesIn(message.stream),
        flattening,
        properties: namesOf(schema),
      };
      return outputOf(message.stream, schema, keys, new RecordOutput(fields, steps, how.now, how.errors));
    };
    const namesIn = (name: string) => (names: readonly string[]) =>
      namesOfRecord(names, { stream: message.stream, name, keys: textsIn(keys), settings });
    const mapped = ({ key, map }: MatchingEntry): Output => {
      const source = { columns: columnsOf(message.schema), keyProperties: textsIn(keys) };
      const planned = planOutput({ name: message.stream, schema: source }, map, key, settings, parseOnly);
      const name = outputName(message.stream, map, key);
      const schema = flattenedSchema(mappedSchema(message.schema, map, planned.schema.columns), flattening);
      const steps = {
        plan: parseMap(map, key, message.stream),
        keyProperties: planned.schema.keyProperties,
        namesFor: namesIn(name),
        flattening,
        properties: namesOf(schema),
      };
      const keysBehind = map.keyProperties === undefined ? keys : map.keyProperties;
      return outputOf(name, schema, keysBehind, new RecordOutput(fields, steps, how.now, how.errors));
    };
    const dropped = (keysBehind: JsonValue): Output =>
      outputOf(message.stream, flattenedSchema(message.schema, flattening), keysBehind, null);

    const first =
      primary === 'keep'
        ? asItIs()
        : primary === 'drop'
          ? dropped(null)
          : primary === 'drop-others'
            ? dropped(keys)
            : mapped(primary);
    return new MappedStream([first, ...additional.map(mapped)]);
  }

  /** The SCHEMA messages of all outputs; `unused`: also of those that get no records. */
  writeSchemas(out: LineOutput, unused: boolean): void {
    for (const { schemaLine, records } of this.outputs) if (unused || records !== null) out.text(schemaLine);
  }

  /** `suffix`: what stands behind the record in the message, with the newline. Answers whether the stream's own map lets it through. */
  writeRecord(fields: RecordFields, suffix: (out: LineOutput) => void, out: LineOutput): boolean {
    const shape = fields.shape();
    let passed = false;
    this.outputs.forEach(({ records, recordPrefix }, index) => {
      if (!records?.write(shape, out, recordPrefix)) return;
      suffix(out);
      if (index === 0) passed = true;
    });
    return passed;
  }

  /** `version`: as it stands in the message; `unused`: as with schemas. */
  writeActivateVersion(version: string, out: LineOutput, unused: boolean): void {
    for (const { name, records } of this.outputs) {
      if (!unused && records === null) continue;
      out.text(`{"type":"ACTIVATE_VERSION","stream":${JSON.stringify(name)},"version":${version}}\n`);
    }
  }
}

function output(
  message: SchemaMessage,
  name: string,
  schema: JsonObject,
  keys: JsonValue,
  records: RecordOutput | null,
  emptyBookmarks: boolean,
): Output {
  const properties = propertiesOf(schema);
  const bookmarks = textsIn(message.bookmark_properties ?? []).filter((property) =>
    Object.hasOwn(properties, property),
  );
  const line: JsonObject = {
    type: 'SCHEMA',
    stream: name,
    schema,
    ...(keys === null ? {} : { key_properties: keys }),
    ...(bookmarks.length > 0 || emptyBookmarks ? { bookmark_properties: bookmarks } : {}),
  };
  return {
    name,
    schemaLine: `${compactExact(line)}\n`,
    recordPrefix: `{"type":"RECORD","stream":${JSON.stringify(name)},"record":`,
    records,
  };
}

function namesOf(schema: JsonObject): ReadonlySet<string> {
  return new Set(Object.keys(propertiesOf(schema)));
}

function textsIn(value: JsonValue): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
