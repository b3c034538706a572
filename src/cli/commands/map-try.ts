/** `meltemi map try`: what maps make of some records, from a file of Singer messages or from a tap. Writes nothing. */
import { mapChain, type MapStep } from '../../maps/map-chain';
import type { JsonObject } from '../../model/json';
import { Redactor } from '../../model/redactor';
import { EXIT, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { showTrials } from '../map-try/show-trials';
import type { TrialRequest } from '../map-try/trial';
import { tryMessages } from '../map-try/try-messages';
import { tryTap } from '../map-try/try-tap';
import { openFirstRecords } from '../preview/first-records';
import { redactedError } from '../redacted-error';
import { isNative } from '../singer/native-taps';
import { readMapperConfig } from '../singer/mapper-config';

export interface MapTryOptions {
  readonly tap?: string;
  readonly input?: string;
  readonly config?: string;
  readonly stream?: readonly string[];
  readonly set?: readonly string[];
  readonly filter?: string;
  readonly limit: number;
}

/** A source that takes longer to give a few records hangs. */
const TIMEOUT_MS = 10 * 60_000;

export async function mapTryCommand(
  context: CommandContext,
  mappings: readonly string[],
  options: MapTryOptions,
): Promise<ExitCode> {
  const { tap, input } = options;
  if ((tap === undefined) === (input === undefined))
    throw usageError('It takes records from one place.', 'Give `--tap NAME` or `--input FILE`.');
  const redactor = new Redactor();
  try {
    return await (tap === undefined
      ? tryFile(context, input ?? '', mappings, options, redactor)
      : tryProjectTap(context, tap, mappings, options, redactor));
  } catch (error) {
    throw redactedError(error, redactor);
  }
}

async function tryFile(
  context: CommandContext,
  file: string,
  mappings: readonly string[],
  options: MapTryOptions,
  redactor: Redactor,
): Promise<ExitCode> {
  const project = mappings.length === 0 ? null : await loadProject(context);
  const blocks = mappings.map((name) => (project === null ? null : project.resolveMapping(name)));
  const named = blocks.flatMap((block) => (block === null ? [] : [block]));
  for (const { secrets } of named) redactor.add(secrets);
  const request = await requestOf(context, mapChain({ tap: null, mappings: named, target: null }), options);
  await showTrials(context, tryMessages(file, request));
  return EXIT.ok;
}

async function tryProjectTap(
  context: CommandContext,
  name: string,
  mappings: readonly string[],
  options: MapTryOptions,
  redactor: Redactor,
): Promise<ExitCode> {
  const project = await loadProject(context);
  const plugin = project.resolvePlugin('extractors', name);
  const blocks = mappings.map((mapping) => project.resolveMapping(mapping));
  for (const { secrets } of [plugin, ...blocks]) redactor.add(secrets);
  const warn = (message: string): void => printLines(context.stderr, [redactor.text(message)]);
  for (const warning of [...plugin.warnings, ...blocks.flatMap((block) => block.warnings)]) warn(warning);
  const request = await requestOf(
    context,
    mapChain({ tap: isNative(plugin) ? plugin : null, mappings: blocks, target: null }),
    options,
  );
  const { tap, select } = openFirstRecords(project, plugin, request.streams, redactor, warn);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { streams, warnings } = select(await tap.discover(signal));
    warnings.forEach(warn);
    await showTrials(context, tryTap(tap, streams, request, signal));
  } finally {
    await tap.close();
  }
  return EXIT.ok;
}

/** Maps of the project first, then those of `--config`, then what `--set` and `--filter` say. */
async function requestOf(
  context: CommandContext,
  maps: readonly MapStep[],
  { config: file, set = [], filter, stream: streams = [], limit }: MapTryOptions,
): Promise<TrialRequest> {
  const all = [...maps];
  if (file !== undefined) {
    const { config, warnings } = await readMapperConfig(file);
    printLines(
      context.stderr,
      warnings.map((warning) => `warning: ${warning}`),
    );
    all.push({ owner: `config \`${file}\``, config });
  }
  if (set.length > 0 || filter !== undefined) all.push({ owner: 'options', config: typedMap(set, filter) });
  if (all.length === 0)
    throw usageError(
      'There is no map to try.',
      'Name a mapping of the project, or give `--config FILE` or `--set PROPERTY=EXPRESSION`.',
    );
  return { maps: all, streams, limit };
}

/** A map of all streams, made of what was typed. */
function typedMap(set: readonly string[], filter: string | undefined): JsonObject {
  const properties = set.map((text) => {
    const [, name = '', expression = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === '')
      throw usageError(
        `\`--set ${text}\` has no property.`,
        'Write `--set PROPERTY=EXPRESSION`; `--set PROPERTY=` removes it.',
      );
    return [name, expression === '' ? null : expression] as const;
  });
  const map = { ...Object.fromEntries(properties), ...(filter === undefined ? {} : { __filter__: filter }) };
  return { stream_maps: { '*': map } };
}
