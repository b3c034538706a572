/** The configuration file of a mapper that is called as a program: JSON or YAML, with places for what is wrong in it. */
import { checkMapSettings } from '../../maps/check-map-settings';
import type { JsonObject } from '../../model/json';
import { parseYaml } from '../../project/parse-yaml';
import { showPlace } from '../../project/place';
import { asMapping, deepestPlace, toJson } from '../../project/tree';
import { usageError } from '../cli-error';
import { readText } from './json-file';

export interface MapperConfig {
  readonly config: JsonObject;
  /** Mistakes that can only be met by some streams, each with its place. */
  readonly warnings: readonly string[];
}

/** Throws `ConfigInvalid` with the place of the first mistake in the file's form. */
export async function readMapperConfig(file: string): Promise<MapperConfig> {
  const tree = parseYaml(file, await readText(file, 'configuration', '--config'));
  if (tree === null)
    throw usageError(`The configuration \`${file}\` is empty.`, 'Write `{"stream_maps": {}}` into it.');
  const config = toJson(asMapping(tree, "a mapper's configuration")) as JsonObject;
  const warnings = checkMapSettings(config).map(
    ({ path, error }) => `${showPlace(deepestPlace(tree, path) ?? tree.place)}: ${error.message}`,
  );
  return { config, warnings };
}
