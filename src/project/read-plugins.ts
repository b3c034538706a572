/** Entries of `plugins:` and the definitions of their settings. */
import {
  SETTING_KINDS,
  type MappingEntry,
  type PluginEntry,
  type PluginKind,
  type SettingDefinition,
  type SettingKind,
} from './entries';
import { configError } from './place';
import { readProgram } from './plugin-program';
import { nameOf, readEnvBlock } from './read-environments';
import { didYouMean } from './suggest';
import { asList, asMapping, asText, child, optionalText, type MappingTree, type ScalarTree, type Tree } from './tree';

/** Keys of a plugin's entry that define it; every other key is an extra. */
const DEFINITION_KEYS: ReadonlySet<string> = new Set([
  'name',
  'inherit_from',
  'namespace',
  'variant',
  'pip_url',
  'executable',
  'capabilities',
  'settings',
  'config',
  'env',
  'commands',
  'python',
  'settings_group_validation',
  'requires',
  'requires_meltano',
  'label',
  'docs',
  'repo',
  'logo_url',
  'description',
  'annotations',
  'mappings',
]);

export function readPlugin(kind: PluginKind, tree: Tree): PluginEntry {
  const mapping = asMapping(tree, `An entry of \`plugins.${kind}\``);
  const name = nameOf(tree, 'plugin');
  const config = child(mapping, 'config');
  const parent = child(mapping, 'inherit_from');
  return {
    kind,
    name,
    place: mapping.place,
    inheritFrom:
      parent === null ? null : { name: asText(parent, `\`inherit_from\` of \`${name}\``), place: parent.place },
    namespace: optionalText(mapping, 'namespace', `\`namespace\` of \`${name}\``),
    variant: optionalText(mapping, 'variant', `\`variant\` of \`${name}\``),
    pipUrl: optionalScalar(mapping, 'pip_url', name),
    python: optionalScalar(mapping, 'python', name),
    program: readProgram(mapping, name),
    config: config === null ? null : asMapping(config, `\`config\` of \`${name}\``),
    extras: new Map(
      [...mapping.entries].filter(([key]) => !DEFINITION_KEYS.has(key)).map(([key, entry]) => [key, entry.value]),
    ),
    env: readEnvBlock(child(mapping, 'env'), `\`env\` of \`${name}\``),
    settings: listOf(mapping, 'settings', name).map((setting) => readSetting(setting, name)),
    required: listOf(mapping, 'settings_group_validation', name).flatMap((group) =>
      group.kind === 'list' ? texts(group.items) : [],
    ),
    mappings: kind === 'mappers' ? listOf(mapping, 'mappings', name).map(readMapping) : [],
  };
}

function readMapping(tree: Tree): MappingEntry {
  const mapping = asMapping(tree, 'An entry of `mappings`');
  const config = child(mapping, 'config');
  const name = nameOf(tree, 'mapping');
  return {
    name,
    place: mapping.place,
    config: config === null ? null : asMapping(config, `\`config\` of mapping \`${name}\``),
  };
}

function readSetting(tree: Tree, plugin: string): SettingDefinition {
  const mapping = asMapping(tree, `A setting of \`${plugin}\``);
  const name = nameOf(tree, 'setting');
  const kind = child(mapping, 'kind');
  const sensitive = child(mapping, 'sensitive');
  return {
    name,
    kind: kind === null ? null : readKind(kind, `${plugin}\`'s setting \`${name}`),
    value: child(mapping, 'value'),
    sensitive: sensitive?.kind === 'scalar' && sensitive.value === true,
    aliases: texts(listOf(mapping, 'aliases', name)),
    envAliases: texts(listOf(mapping, 'env_aliases', name)),
    options: listOf(mapping, 'options', name).flatMap((option) => optionValue(option)),
    env: plainText(mapping, 'env'),
    label: plainText(mapping, 'label'),
    description: plainText(mapping, 'description'),
    processor: plainText(mapping, 'value_processor'),
    postProcessor: plainText(mapping, 'value_post_processor'),
    place: mapping.place,
  };
}

function readKind(tree: Tree, what: string): SettingKind {
  const text = asText(tree, '`kind`');
  const kind = SETTING_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw configError(
    tree.place,
    `\`${what}\` has the unknown kind \`${text}\`.${didYouMean(text, SETTING_KINDS)}`,
    `Known kinds are ${SETTING_KINDS.join(', ')}.`,
  );
}

function optionValue(tree: Tree): readonly string[] {
  const value = tree.kind === 'mapping' ? child(tree, 'value') : tree;
  return value?.kind === 'scalar' ? [String(value.value)] : [];
}

function optionalScalar(mapping: MappingTree, key: string, name: string): ScalarTree | null {
  const tree = child(mapping, key);
  if (tree === null || tree.kind === 'scalar') return tree;
  throw configError(
    tree.place,
    `\`${key}\` of \`${name}\` must be one text, got a ${tree.kind}.`,
    'Write all of it in one line, with spaces between the parts.',
  );
}

function listOf(mapping: MappingTree, key: string, name: string): readonly Tree[] {
  const tree = child(mapping, key);
  return tree === null ? [] : asList(tree, `\`${key}\` of \`${name}\``);
}

/** For what is only shown: a value that is no text is as good as none. */
function plainText(mapping: MappingTree, key: string): string | null {
  const tree = child(mapping, key);
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : null;
}

function texts(items: readonly Tree[]): readonly string[] {
  return items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []));
}
