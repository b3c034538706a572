/** What of a stream is selected, by the metadata of a Singer catalog. */
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject, propertiesOf } from '../json-schema';

/** Names from the stream down to a property, without the `properties` between them. */
export type Path = readonly string[];

export class Selection {
  readonly #metadata = new Map<string, JsonObject>();

  /** `metadata`: `[{breadcrumb, metadata}]`; an empty list selects everything, as in the Singer SDK. */
  constructor(metadata: readonly JsonValue[]) {
    for (const entry of metadata) {
      if (!isObject(entry) || !Array.isArray(entry['breadcrumb']) || !isObject(entry['metadata'])) continue;
      this.#metadata.set(JSON.stringify(entry['breadcrumb']), entry['metadata']);
    }
  }

  /** What the metadata say of a place itself; empty when nothing. */
  about(path: Path): JsonObject {
    return this.#found(path) ?? {};
  }

  isSelected(path: Path): boolean {
    const parent = path.length === 0 || this.isSelected(path.slice(0, -1));
    const metadata = this.#found(path);
    if (metadata === undefined || !parent) return parent;
    const { inclusion, selected, 'selected-by-default': byDefault } = metadata;
    if (inclusion === 'unsupported') return false;
    if (inclusion === 'automatic') return true;
    if (typeof selected === 'boolean') return selected;
    if (typeof byDefault === 'boolean') return byDefault;
    return path.length > 0;
  }

  #found(path: Path): JsonObject | undefined {
    return this.#metadata.get(JSON.stringify(path.flatMap((name) => ['properties', name])));
  }
}

/** The schema without what is not selected. */
export function selectedSchema(schema: JsonObject, selection: Selection, path: Path = []): JsonObject {
  const properties = propertiesOf(schema);
  if (properties === null) return schema;
  const kept = Object.entries(properties).filter(([name]) => selection.isSelected([...path, name]));
  const names = new Set(kept.map(([name]) => name));
  const { required } = schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      kept.map(([name, property]) => [
        name,
        isObject(property) ? selectedSchema(property, selection, [...path, name]) : property,
      ]),
    ),
    ...(Array.isArray(required)
      ? { required: (required as readonly JsonValue[]).filter((name) => typeof name === 'string' && names.has(name)) }
      : {}),
  };
}
