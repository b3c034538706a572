/** Entries of `plugins:` and the definitions of their settings. */
import { type MappingEntry, type PluginEntry, type PluginKind, type SettingDefinition } from './entries';
import { SETTING_KINDS, type SettingKind } from '../model/setting-kinds';
import { configError } from './place';
import { PLUGIN_KEYS } from './plugin-keys';
import { NO_PROGRAM, readProgram } from './plugin-program';
import { attempt, attemptEach, type OnProblem } from './problems';
import { nameOf, readEnvBlock } from './read-environments';
import { didYouMean } from '../model/suggest';
import { asList, asMapping, asText, child, optionalScalar, optionalText, type MappingTree, type Tree } from './tree';

const DEFINITION_KEYS: ReadonlySet<string> = new Set([...PLUGIN_KEYS, 'mappings']);

export function readPlugin(kind: PluginKind, tree: Tree, onProblem: OnProblem): PluginEntry {
  const mapping = asMapping(tree, `An entry of \`plugins.${kind}\``);
  const name = nameOf(tree, 'plugin');
  const part = <T>(read: () => T): T | null => attempt(onProblem, read, null);
  const list = (key: string): readonly Tree[] => part(() => listOf(mapping, key, name)) ?? [];
  const text = (key: string): string | null => part(() => optionalText(mapping, key, `\`${key}\` of \`${name}\``));
  const config = child(mapping, 'config');
  const parent = child(mapping, 'inherit_from');
  const inheritFrom = text('inherit_from');
  return {
    kind,
    name,
    place: mapping.place,
    inheritFrom: inheritFrom === null || parent === null ? null : { name: inheritFrom, place: parent.place },
    namespace: text('namespace'),
    variant: text('variant'),
    pipUrl: part(() => optionalScalar(mapping, 'pip_url', `\`pip_url\` of \`${name}\``)),
    python: part(() => optionalScalar(mapping, 'python', `\`python\` of \`${name}\``)),
    program: part(() => readProgram(mapping, name)) ?? NO_PROGRAM,
    config: config === null ? null : part(() => asMapping(config, `\`config\` of \`${name}\``)),
    extras: new Map(
      [...mapping.entries].filter(([key]) => !DEFINITION_KEYS.has(key)).map(([key, entry]) => [key, entry.value]),
    ),
    env: part(() => readEnvBlock(child(mapping, 'env'), `\`env\` of \`${name}\``)) ?? new Map(),
    settings: attemptEach(onProblem, list('settings'), (setting) => readSetting(setting, name)),
    required: list('settings_group_validation').flatMap((group) => (group.kind === 'list' ? texts(group.items) : [])),
    mappings: kind === 'mappers' ? attemptEach(onProblem, list('mappings'), readMapping) : [],
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
