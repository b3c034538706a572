/** JSON as TypeScript types. Numbers that do not fit a double travel as strings; the schema beside them says what they are. */
export type JsonScalar = string | number | boolean | null;
export type JsonValue = JsonScalar | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
