/** Files that a Singer program is given: settings as JSON or YAML, catalogs and states as JSON with every number as it is written. */
import { readFile } from 'node:fs/promises';
import type { JsonObject, JsonValue } from '../../model/json';
import { parseJson } from '../../model/lossless-json';
import { parseYaml } from '../../project/parse-yaml';
import { asMapping, toJson } from '../../project/tree';
import { usageError } from '../cli-error';

/** Throws `ConfigInvalid` with the place of a mistake in the file's form. An empty file has no settings. */
export async function readSettingsFile(file: string): Promise<JsonObject> {
  const tree = parseYaml(file, await readText(file, 'configuration', '--config'));
  return tree === null ? {} : (toJson(asMapping(tree, "a tap's configuration")) as JsonObject);
}

/** `what`: `catalog` or `state`, which is also the name of the option. */
export async function readJsonFile(file: string, what: 'catalog' | 'state'): Promise<JsonObject> {
  const text = await readText(file, what, `--${what}`);
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    throw usageError(`The ${what} \`${file}\` is not JSON.`, `Give a file with \`--${what}\` that a tap has printed.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw usageError(`The ${what} \`${file}\` is no JSON object.`, 'Look at what the file holds.');
}

export async function readText(file: string, what: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error';
    throw usageError(`The ${what} \`${file}\` cannot be read: ${code}.`, `Give the path of a file with \`${option}\`.`);
  }
}
