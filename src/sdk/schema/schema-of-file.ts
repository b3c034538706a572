/** The property `schema` of a stream: what its class says, or else what its file says. */
import type { JsonObject } from '../../model/json';
import { readSchemaFile, type SchemaFileOwner } from './schema-file';

export interface WithSchema {
  /** JSON Schema of a record: `{ properties: { id: { type: 'integer' } } }`. Without one, that of `schemaFile`. */
  readonly schema: JsonObject;
}

abstract class SchemaProperty implements WithSchema {
  #ofFile: JsonObject | null = null;

  get schema(): JsonObject {
    this.#ofFile ??= readSchemaFile(this as unknown as SchemaFileOwner);
    return this.#ofFile;
  }

  /** A field of a class is assigned, or defined, by how the class was compiled: both have to win. */
  set schema(schema: JsonObject) {
    Object.defineProperty(this, 'schema', { value: schema, writable: true, enumerable: true, configurable: true });
  }
}

/** As an interface: TypeScript lets a class write a property of an interface as a field and as an accessor alike. */
export const SchemaOfFile = SchemaProperty as abstract new () => WithSchema;
