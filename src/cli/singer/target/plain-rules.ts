/** The rules of a target that has none of its own: columns as the schema names them, values as they come. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Column } from '../../../model/stream';
import type { SchemaMessage, SingerRules } from '../../../targets/singer-target';

/** As the Singer SDK has it for targets that write files. */
const BATCH_ROWS = 10_000;

export const PLAIN_RULES: SingerRules = {
  batchRows: BATCH_ROWS,
  states: 'last',
  flushAllStreams: false,
  parallelism: 1,
  // Whether it does is for the target to know; a state is printed at the end in any case.
  showsBatches: false,
  stream(message) {
    const { schema, keyProperties } = message;
    const columns = columnsOf(message);
    const missing = keyProperties.find((key) => !columns.some(({ name }) => name === key));
    if (missing === undefined) return { schema: { columns, keyProperties }, values: ({ record }) => record };
    throw new MeltemiError(
      'RecordInvalid',
      `The key property \`${missing}\` of stream \`${message.stream}\` is not in its schema (${Object.keys(schema).join(', ')}).`,
      'Correct the key or the schema of the stream.',
    );
  },
  async activateVersion() {
    // Rows of earlier versions stay: to know them, a target needs rules of its own.
  },
};

function columnsOf({ schema }: SchemaMessage): readonly Column[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).map(([name, property]) => ({
    name,
    schema: isObject(property) ? property : {},
    nullable: true,
  }));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
