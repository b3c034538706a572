/** A Singer catalog: the document that a tap prints for `--discover` and takes as `--catalog`, with all that it holds. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject } from '../../project/flatten';
import { parseExact } from '../../model/exact-json';

/** Characters of the text around a mistake that are shown. */
const SHOWN_CHARACTERS = 20;

/** `what`: ``The catalog of `tap-x` ``. Throws `RecordInvalid` for text that is no catalog. */
export function parseCatalog(text: string, what: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseExact(text);
  } catch (cause) {
    const start = text.trimStart().slice(0, SHOWN_CHARACTERS);
    const got = start === '' ? 'nothing was printed' : `it starts with \`${start}\``;
    throw invalid(`${what} is not JSON: ${got}.`, cause);
  }
  if (!isObject(value)) throw invalid(`${what} must be a JSON object with \`streams\`, got ${kindOf(value)}.`);
  const { streams } = value;
  if (streams !== undefined && !Array.isArray(streams))
    throw invalid(`\`streams\` of ${lowerFirst(what)} must be a list, got ${kindOf(streams)}.`);
  for (const [index, stream] of streamsOf(value).entries()) {
    if (typeof stream['tap_stream_id'] !== 'string')
      throw invalid(`Stream ${index + 1} of ${lowerFirst(what)} has no \`tap_stream_id\`.`);
  }
  return value;
}

/** The streams that are objects; a catalog without `streams` has none. */
export function streamsOf(catalog: JsonObject): readonly JsonObject[] {
  const streams = catalog['streams'];
  return Array.isArray(streams) ? (streams as readonly JsonValue[]).filter(isObject) : [];
}

export function streamIdOf(stream: JsonObject): string {
  const id = stream['tap_stream_id'];
  return typeof id === 'string' ? id : '';
}

function invalid(reason: string, cause?: unknown): MeltemiError {
  const remedy = 'Look at what the tap prints: `meltemi invoke <tap> --discover`.';
  return new MeltemiError('RecordInvalid', reason, remedy, { cause });
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : `a ${typeof value}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
