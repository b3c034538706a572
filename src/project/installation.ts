/** Finds out what `install` needs to know of each plugin of a project. */
import type { PluginEntry, PluginKind } from './entries';
import { environmentFolder, environmentHome, pipUrlOf } from './environment-home';
import { expand } from './expand';
import { findVariable, type Surroundings } from './expand-tree';
import type { PluginInstallation } from './installable';
import { configError, showPlace } from './place';
import { pluginChain } from './plugin-chain';
import { surroundingsOf, type ProjectContext } from './plugin-resolver';
import { isSecret, secretTexts } from './sensitive';
import { infoVariables } from './setting-names';
import { shellWords } from './shell-words';
import type { ScalarTree } from './tree';
import { layerOf, type Layer } from './variables';

/** `MELTANO__PYTHON_VERSION` is the interpreter's `3.11`, for constraints files that are made for one version. */
const PYTHON_VERSION = 'MELTANO__PYTHON_VERSION';

/** Of all plugins, in the order of the files. `python`: of the project. Throws `ConfigInvalid`. */
export function pluginInstallations(
  context: ProjectContext,
  systemFolder: string,
  python: string | null,
): readonly PluginInstallation[] {
  return [...context.entries.plugins].flatMap(([kind, plugins]) =>
    [...plugins.keys()].map((name) => installationOf(context, kind, name, { systemFolder, python })),
  );
}

function installationOf(
  context: ProjectContext,
  kind: PluginKind,
  name: string,
  project: { readonly systemFolder: string; readonly python: string | null },
): PluginInstallation {
  const chain = pluginChain(context.entries, kind, name);
  const [plugin] = chain;
  const pipUrl = pipUrlOf(chain);
  const surroundings = surroundingsOf(context, chain, new Map(), infoOf(chain));
  const home = environmentHome(chain);
  return {
    kind,
    name,
    baseName: (chain[chain.length - 1] ?? plugin).name,
    place: plugin.place,
    blocks: [name, ...plugin.mappings.map((mapping) => mapping.name)],
    home,
    folder: environmentFolder(project.systemFolder, kind, home),
    python: pythonOf(chain, surroundings) ?? project.python,
    pip: pipUrl === null || pipUrl.value === '' ? null : pipOf(name, pipUrl, surroundings),
    variables: new Map([...surroundings.dotenv.texts(), ...surroundings.variables.texts()]),
  };
}

function infoOf(chain: readonly [PluginEntry, ...PluginEntry[]]): Layer {
  const [plugin] = chain;
  const variant = chain.find((entry) => entry.variant !== null)?.variant ?? null;
  return layerOf(infoVariables(plugin, variant), `the plugin \`${plugin.name}\``);
}

function pythonOf(chain: readonly PluginEntry[], surroundings: Surroundings): string | null {
  const written = chain.find((entry) => entry.python !== null)?.python ?? null;
  return written === null ? null : expand(String(written.value), textOf(surroundings)).text;
}

function pipOf(plugin: string, pipUrl: ScalarTree, surroundings: Surroundings): PluginInstallation['pip'] {
  const text = String(pipUrl.value);
  return {
    usesPythonVersion: text.includes(PYTHON_VERSION),
    arguments: (pythonVersion) => {
      const find = textOf(surroundings);
      const lookup = (name: string): string | null => (name === PYTHON_VERSION ? pythonVersion : find(name));
      const { text: expanded, missing, used } = expand(text, lookup);
      const words = shellWords(expanded ?? '');
      const what = `\`pip_url\` of \`${plugin}\``;
      if (words === null)
        throw configError(pipUrl.place, `${what} has a quote that is not closed.`, 'Close it, or put `\\` before it.');
      return {
        words,
        secrets: used.flatMap((name) => secretTexts(name, lookup(name) ?? '', isSecret(name, null))),
        warnings: missing.map(
          (name) =>
            `${showPlace(pipUrl.place)}: ${what} uses the variable \`${name}\`, which is not defined; it is taken as empty.`,
        ),
      };
    },
  };
}

function textOf(surroundings: Surroundings): (name: string) => string | null {
  return (name) => findVariable(surroundings, name)?.text ?? null;
}
