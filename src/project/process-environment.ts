/**
 * The variables that a plugin's process gets. Meltano computes them apart from those that its settings see, with rules of its own:
 * each `env:` block sees only the block right above it, and `.env` counts below the process environment.
 */
import type { JsonValue } from '../model/json';
import type { EnvBlock, EnvironmentEntry, PluginEntry, SettingDefinition } from './entries';
import { expand } from './expand';
import { variableText } from './json-text';
import { exportPrefixes, variablePart } from './setting-names';
import type { Layer, Variables } from './variables';

/** What of the project counts. */
interface ProcessContext {
  readonly entries: { readonly env: EnvBlock };
  readonly environment: EnvironmentEntry | null;
  /** The process environment, the top-level `env:` and the project's own variables. */
  readonly variables: Variables;
  readonly dotenv: Variables;
  /** Of this process alone. */
  readonly processEnv: ReadonlyMap<string, string>;
}

export interface ProcessEnvironmentRequest {
  readonly context: ProcessContext;
  /** The plugin, then what it inherits from. */
  readonly chain: readonly [PluginEntry, ...PluginEntry[]];
  /** Variables of the blocks in front of the plugin, and its name, namespace and variant. */
  readonly before: Layer;
  readonly definitions: readonly SettingDefinition[];
  /** Settings and extras by dotted name; those of extras start with `_`. */
  readonly values: Iterable<readonly [string, JsonValue]>;
}

export function processEnvironment(request: ProcessEnvironmentRequest): Readonly<Record<string, string>> {
  const { context, chain, before } = request;
  const { environment } = context;
  const process = context.processEnv;
  const project = expanded(context.entries.env, process);
  const above = new Map([...process, ...project, ...texts(context.dotenv.texts(), process)]);
  const ofEnvironment = environment === null ? [] : expanded(environment.env, above);
  const ofPlugin = expanded(merged(chain.map((entry) => entry.env)), new Map(ofEnvironment));
  const overrides = chain.map((entry) => environment?.plugins.get(entry.kind)?.get(entry.name)?.env ?? new Map());
  const ofOverride = expanded(merged(overrides), new Map(ofPlugin));
  const variables = new Map([
    ...context.dotenv.texts(),
    ...context.variables.with(before).texts(),
    ...settingVariables(request),
    ...ofPlugin,
    ...ofEnvironment,
    ...ofOverride,
  ]);
  // They would lead the plugin's interpreter to somebody else's packages.
  variables.delete('VIRTUAL_ENV');
  variables.delete('PYTHONPATH');
  return Object.fromEntries(variables);
}

/** The child's variables count before those of its parents. */
function merged(blocks: readonly EnvBlock[]): EnvBlock {
  return new Map(blocks.toReversed().flatMap((block) => [...block]));
}

function expanded(block: EnvBlock, seen: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return texts(new Map([...block].map(([name, tree]) => [name, String(tree.value)])), seen);
}

function texts(
  block: ReadonlyMap<string, string>,
  seen: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  return [...block].map(([name, text]) => [name, expand(text, (key) => seen.get(key) ?? null).text ?? '']);
}

/** Every value under every name that it may be read by: of the plugin and its parents, the kind's own, and those its definition adds. */
function settingVariables({
  chain,
  definitions,
  values,
}: ProcessEnvironmentRequest): readonly (readonly [string, string])[] {
  const prefixes = [...new Set(chain.toReversed().flatMap((entry) => exportPrefixes(entry)))];
  const named = new Map(
    definitions.map(({ name, env, envAliases }) => [name, env === null ? envAliases : [env, ...envAliases]]),
  );
  return [...values].flatMap(([name, value]) => {
    if (value === null) return [];
    const text = variableText(value);
    const own = (named.get(name) ?? []).filter((alias) => !alias.startsWith('!'));
    return [...prefixes.map((prefix) => `${prefix}_${variablePart(name)}`), ...own].map(
      (variable) => [variable, text] as const,
    );
  });
}
