/** Reads the states that a person gives: an argument, a file, or standard input. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { JsonObject, JsonValue } from '../../model/json';
import { parseJson } from '../../model/lossless-json';
import { isMapping, ownValue, readDocument } from '../../model/state-document';
import type { StateDocument } from '../../model/state-document';
import { failedError, usageError } from '../cli-error';

/** `command`: for the message, e.g. `state set`. Throws the usage error for none or both. */
export async function givenText(
  command: string,
  json: string | undefined,
  inputFile: string | undefined,
): Promise<string> {
  if ((json === undefined) === (inputFile === undefined)) {
    throw usageError(
      `\`${command}\` needs the state once.`,
      'Give the JSON as an argument, or a file with `--input-file`.',
    );
  }
  return json ?? readGiven(inputFile ?? '-');
}

/** `-`: standard input. */
export async function readGiven(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failedError(`The file \`${file}\` cannot be read: ${why}.`, 'Check its name and who may read it.', error);
  }
}

/** `{"singer_state": {...}}`; anything else is refused unless `validate` is off, and what is no object in any case. */
export function parseState(given: string, validate: boolean): JsonObject {
  const value = parseGiven(given);
  if (!isMapping(value)) throw wrongState('It is not an object.');
  if (!validate || ownValue(value, 'singer_state') !== undefined) return value;
  const bare = ownValue(value, 'bookmarks') === undefined ? '' : ' Put what you have below that key.';
  throw wrongState(`It has no \`singer_state\` at its top.${bare}`);
}

/** What `state export` printed: `{"<state id>": {"completed": {...}, "partial": {...}}}`. */
export function parseExport(given: string): readonly (readonly [stateId: string, document: StateDocument])[] {
  const value = parseGiven(given);
  if (!isMapping(value)) throw wrongState('It is not an object of state ids.');
  return Object.entries(value).map(([stateId, state]) => {
    const isDocument = isMapping(state) && ('completed' in state || 'partial' in state || isEmpty(state));
    if (!isDocument) throw wrongState(`\`${stateId}\` has neither \`completed\` nor \`partial\`.`);
    return [stateId, readDocument(state)] as const;
  });
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}

function parseGiven(given: string): JsonValue {
  try {
    return parseJson(given);
  } catch (error) {
    throw wrongState(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`, error);
  }
}

function wrongState(why: string, cause?: unknown): Error {
  return failedError(
    `The given state cannot be used. ${why}`,
    'A state is e.g. `{"singer_state": {"bookmarks": {"public-orders": {"replication_key": "updated_at", "replication_key_value": "2026-01-01T00:00:00"}}}}`.',
    cause,
  );
}
