/** `meltemi el TAP TARGET`: Meltano's older form of `run`, with a state id of its own; or, with `--dump`, what the two would be given. */
import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Extras, Project } from '../../project/project';
import { stringifyExact } from '../../model/exact-json';
import { mergedState } from '../../model/state-document';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { withControl } from '../open-control';
import { commandCatalog } from '../singer/command-catalog';
import { openCommandPlugin, type CommandPlugin } from '../singer/open-command-plugin';
import { runJob } from './run';
import { runOptions } from './run-options';

export interface ElOptions {
  readonly dump?: 'catalog' | 'state' | 'extractor-config' | 'loader-config';
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly catalog?: string;
  readonly state?: string;
  readonly stateId?: string;
  readonly refreshCatalog?: boolean;
  readonly fullRefresh?: boolean;
  readonly force?: boolean;
  readonly dry?: boolean;
  /** Of `elt`, Meltano's oldest form. */
  readonly transform?: 'skip' | 'run' | 'only';
}

export async function elCommand(
  context: CommandContext,
  tap: string,
  target: string,
  options: ElOptions,
): Promise<ExitCode> {
  const { dump } = options;
  if (dump === undefined) return run(context, tap, target, options);
  const project = await loadProject(context);
  const extractor = project.findPlugin(tap, 'extractors');
  const loader = project.findPlugin(target, 'loaders');
  const plugin = openCommandPlugin(
    context,
    project,
    dump === 'loader-config' ? loader : extractor,
    dump === 'loader-config' ? { behindTap: extractor.name } : { extras: extrasOf(options) },
  );
  try {
    printLines(context.stdout, [await content(context, project, plugin, options)]);
    return EXIT.ok;
  } finally {
    plugin.open.close();
  }
}

/** Without a state id the run has one that nobody will use again, as in Meltano. */
async function run(context: CommandContext, tap: string, target: string, options: ElOptions): Promise<ExitCode> {
  if (options.transform !== undefined && options.transform !== 'skip')
    throw usageError(
      'Transforms of the old kind are not run.',
      'Run them as a block: `meltemi run ... dbt-postgres:run`.',
    );
  const { select = [], exclude = [], catalog, state, stateId, ...shared } = options;
  const filter = [...select, ...exclude.map((pattern) => `!${pattern}`)];
  const job = {
    ...runOptions(context, [tap, target], { ...shared, ...(filter.length === 0 ? {} : { select: filter }) }),
    stateId: stateId ?? `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}--${tap}--${target}`,
    ...(catalog === undefined ? {} : { catalogFile: catalog }),
    ...(state === undefined ? {} : { stateFile: state }),
  };
  return runJob(context, job, { dryRun: options.dry === true });
}

/** Flags of the command take the place of what the project says. */
function extrasOf({ select = [], exclude = [], catalog, state }: ElOptions): Partial<Extras> {
  const filter = [...select, ...exclude.map((pattern) => `!${pattern}`)];
  return {
    ...(filter.length === 0 ? {} : { selectFilter: filter }),
    ...(catalog === undefined ? {} : { catalog }),
    ...(state === undefined ? {} : { state }),
  };
}

async function content(
  context: CommandContext,
  project: Project,
  plugin: CommandPlugin,
  options: ElOptions,
): Promise<string> {
  const { settings, extras } = plugin.open.plugin;
  if (options.dump === 'catalog') {
    const refresh = options.refreshCatalog === true;
    return stringifyExact(await commandCatalog(plugin, { refresh, signal: new AbortController().signal }));
  }
  if (options.dump !== 'state') return stringifyExact(settings);
  if (extras.state !== null) return readStateFile(project, extras.state);
  return stateOf(context, options.stateId);
}

async function readStateFile({ root }: Project, path: string): Promise<string> {
  try {
    return (await readFile(resolve(root, path), 'utf8')).trimEnd();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failedError(`The state file \`${path}\` cannot be read: ${why}.`, 'It is relative to the project.', cause);
  }
}

async function stateOf(context: CommandContext, stateId: string | undefined): Promise<string> {
  if (stateId === undefined) throw usageError('No state is named.', 'Give `--state-id` or `--state <file>`.');
  const { document } = await withControl(context, (control) => control.getState({ stateId }));
  return stringifyExact(mergedState(document));
}
