/** What flows between a tap, its streams and the engine. */
import type { JsonObject, JsonValue } from '../model/json';

/** A record on its way; a stream may change it. Numbers that a double cannot hold are `{"$number": text}`. */
export type SdkRecord = Record<string, JsonValue>;

/** What a stream is read for: a partition, or what a parent's record says about its children. Null: the whole stream. */
export type Context = JsonObject;
