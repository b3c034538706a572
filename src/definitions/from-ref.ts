/** Reads a definition from a file or an address that a person names. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MeltemiError } from '../model/errors';
import type { PluginKind } from '../project/entries';
import { parseYaml } from '../project/parse-yaml';
import { toJson } from '../project/tree';
import { readDefinition, type PluginDefinition } from './definition';
import { causeOf, fetchText } from './hub';

/** `ref`: YAML or JSON, a path relative to `folder` or a URL. Throws `ConfigInvalid`. */
export async function definitionFromRef(ref: string, kind: PluginKind, folder: string): Promise<PluginDefinition> {
  const text = await readRef(ref, folder);
  const tree = parseYaml(ref, text);
  return readDefinition(tree === null ? null : toJson(tree), kind, `\`${ref}\``);
}

async function readRef(ref: string, folder: string): Promise<string> {
  try {
    return await (/^https?:\/\//.test(ref) ? fetchText(ref) : readFile(resolve(folder, ref), 'utf8'));
  } catch (cause) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The plugin definition \`${ref}\` cannot be read: ${causeOf(cause)}.`,
      'Give a file with a definition in YAML or JSON, or its address.',
      { cause },
    );
  }
}
