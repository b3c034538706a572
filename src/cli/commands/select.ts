/** `meltemi select`: what of a tap is read, shown or changed. */
import { openProjectEdit } from '../../project/edit/project-edit';
import { setSetting, textsOf, unsetSetting } from '../../project/edit/setting-edit';
import type { ResolvedPlugin } from '../../project/project';
import { isRead, listSelection, SELECTIONS, type SelectedProperty } from '../../singer/catalog/list-selection';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { colorsFor } from '../output/colors';
import { commandCatalog } from '../singer/command-catalog';
import { openCommandPlugin } from '../singer/open-command-plugin';

export interface SelectOptions {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly exclude?: boolean;
  readonly rm?: boolean;
  readonly remove?: boolean;
  readonly clear?: boolean;
  readonly refreshCatalog?: boolean;
}

export async function selectCommand(
  context: CommandContext,
  tap: string,
  stream: string | undefined,
  property: string | undefined,
  options: SelectOptions,
): Promise<ExitCode> {
  if (options.list === true) return list(context, tap, options);
  if (options.clear !== true && stream === undefined)
    throw usageError('`select` is told neither what to show nor what to change.', 'Give `--list`, or a stream.');
  await change(context, tap, `${stream ?? '*'}.${property ?? '*'}`, options);
  return EXIT.ok;
}

/** Adds a pattern to the tap's own `select:`, or takes it out there. As in Meltano, what it inherits does not count then. */
async function change(context: CommandContext, tap: string, pattern: string, options: SelectOptions): Promise<void> {
  const project = await loadProject(context, { ignoreDefaultEnvironment: true });
  const subject = project.findPlugin(tap, 'extractors');
  const edit = await openProjectEdit(project.root, context.env);
  const target = { subject, environment: project.environment };
  const written = options.exclude === true ? `!${pattern}` : pattern;
  if (options.clear === true) unsetSetting(edit, target, '_select');
  else {
    const before = textsOf(edit, target, '_select') ?? [];
    const isRemoval = options.rm === true || options.remove === true;
    if (isRemoval && !before.includes(written))
      throw failedError(`\`select\` of \`${tap}\` has no pattern \`${written}\`.`, `It has: ${shown(before)}.`);
    const others = before.filter((each) => each !== written);
    if (isRemoval && others.length === 0) unsetSetting(edit, target, '_select');
    else setSetting(edit, target, '_select', isRemoval ? others : [...others, written]);
  }
  for (const file of edit.save()) printLines(context.stderr, [`Changed \`select\` of \`${tap}\` in ${file}.`]);
}

function shown(patterns: readonly string[]): string {
  return patterns.length === 0 ? 'none' : patterns.map((pattern) => `\`${pattern}\``).join(', ');
}

async function list(context: CommandContext, tap: string, options: SelectOptions): Promise<ExitCode> {
  const project = await loadProject(context, { ignoreDefaultEnvironment: true });
  const plugin = openCommandPlugin(context, project, project.findPlugin(tap, 'extractors'));
  try {
    const refresh = options.refreshCatalog === true;
    const catalog = await commandCatalog(plugin, { refresh, signal: new AbortController().signal });
    const listed = listSelection(catalog).filter(({ selection }) => options.all === true || isRead(selection));
    printLines(
      context.stdout,
      context.globals.json === true
        ? jsonLines(plugin.open.plugin, listed)
        : textLines(context, plugin.open.plugin, listed),
    );
    return EXIT.ok;
  } finally {
    plugin.open.close();
  }
}

function jsonLines({ extras }: ResolvedPlugin, listed: readonly SelectedProperty[]): readonly string[] {
  return [JSON.stringify({ enabled_patterns: extras.select, streams: listed }, null, 2)];
}

function textLines(
  { stdout, env }: CommandContext,
  { extras }: ResolvedPlugin,
  listed: readonly SelectedProperty[],
): readonly string[] {
  const colors = colorsFor(stdout, env);
  const paint = {
    selected: colors.green,
    excluded: colors.red,
    automatic: colors.bold,
    unsupported: colors.dim,
  } as const;
  const width = Math.max(...SELECTIONS.map((selection) => selection.length));
  return [
    'Legend:',
    ...SELECTIONS.map((selection) => `\t${paint[selection](selection)}`),
    '',
    'Enabled patterns:',
    ...extras.select.map((pattern) => `\t${pattern}`),
    '',
    'Selected properties:',
    ...listed.map(
      ({ stream, property, selection }) =>
        `\t${paint[selection](`[${selection.padEnd(width)}] ${stream}.${property}`)}`,
    ),
  ];
}
