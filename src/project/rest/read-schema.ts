/** `schema:` of a stream: a file, a JSON Schema, or properties in short. */
import type { JsonObject, JsonValue } from '../../model/json';
import { didYouMean } from '../../model/suggest';
import { child, toJson, type MappingTree, type Tree } from '../tree';
import type { Section } from './section';

const TIMES: Readonly<Record<string, string>> = { 'date-time': 'date-time', date: 'date', time: 'time' };
/** What a property can be in short. */
const SHORT_TYPES: readonly string[] = [
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
  ...Object.keys(TIMES),
];

const EMPTY: JsonObject = { type: 'object', properties: {} };

/** `keys`: of the stream, which are never null. The path of a file as it is. */
export function readSchema(stream: Section, keys: readonly string[]): JsonObject | string {
  const tree = child(stream.mapping, 'schema');
  if (tree === null) {
    const remedy =
      'Write its properties, e.g. `schema: {id: integer, name: string, updated_at: date-time}`, or the path of a JSON file.';
    stream.wrong(stream.mapping.place, `The ${stream.what} has no \`schema\`.`, remedy);
    return EMPTY;
  }
  if (tree.kind === 'scalar') return stream.text('schema') ?? EMPTY;
  const mapping = stream.section('schema');
  if (mapping === null) return EMPTY;
  if (isJsonSchema(mapping)) return toJson(mapping) as JsonObject;
  const properties = [...mapping.entries].map(
    ([name, { value }]) => [name, property(stream, name, value, keys)] as const,
  );
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** As generators write it: `type: object` with `properties`. */
function isJsonSchema(mapping: MappingTree): boolean {
  const type = child(mapping, 'type');
  return type?.kind === 'scalar' && type.value === 'object' && child(mapping, 'properties')?.kind === 'mapping';
}

function property(stream: Section, name: string, tree: Tree, keys: readonly string[]): JsonValue {
  if (tree.kind === 'mapping') return toJson(tree);
  const short = tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : '';
  if (!SHORT_TYPES.includes(short)) {
    stream.wrong(
      tree.place,
      `\`${name}\` in \`schema\` of ${stream.what} has a type that is none${short === '' ? '' : `, \`${short}\``}.${didYouMean(short, SHORT_TYPES)}`,
      `The types are ${SHORT_TYPES.map((type) => `\`${type}\``).join(', ')}; a mapping is a JSON Schema.`,
    );
    return {};
  }
  const format = TIMES[short];
  const type = format === undefined ? short : 'string';
  return { type: keys.includes(name) ? [type] : [type, 'null'], ...(format === undefined ? {} : { format }) };
}
