/** The command line of `run` and `plan`, and Meltano's variables for it, as the input of `runJob`. */
import type { RunJobOptions, StateStrategy } from '../../model/run';
import { usageError } from '../cli-error';
import { chosenEnvironment } from '../command-context';
import type { CommandContext } from '../command-context';

const STATE_STRATEGIES: readonly StateStrategy[] = ['auto', 'merge', 'overwrite'];

/** What `run` and `plan` share. */
export interface SelectionOptions {
  readonly fullRefresh?: boolean;
  readonly refreshCatalog?: boolean;
  readonly select?: readonly string[];
  readonly stateIdSuffix?: string;
}

/** What only a run has. */
export interface StateOptions extends SelectionOptions {
  readonly stateUpdate?: boolean;
  readonly stateStrategy?: StateStrategy;
  /** Meltano's older word for `--state-strategy merge`. */
  readonly mergeState?: boolean;
  readonly force?: boolean;
  readonly runId?: string;
  /** Seconds. */
  readonly timeout?: number;
}

/** Leaves out what was not given, so that the project's own defaults hold. Throws a `CliError` for a variable's wrong value. */
export function runOptions(
  context: Pick<CommandContext, 'globals' | 'env'>,
  blocks: readonly string[],
  given: StateOptions,
): RunJobOptions {
  const { env } = context;
  const environment = chosenEnvironment(context);
  const noStateUpdate = given.stateUpdate === false || flagOf(env, 'MELTANO_RUN_NO_STATE_UPDATE');
  return withoutUndefined({
    job: jobOf(blocks),
    environment,
    fullRefresh: (given.fullRefresh ?? flagOf(env, 'MELTANO_RUN_FULL_REFRESH')) || undefined,
    refreshCatalog: (given.refreshCatalog ?? flagOf(env, 'MELTANO_RUN_REFRESH_CATALOG')) || undefined,
    select: given.select,
    stateIdSuffix: given.stateIdSuffix ?? textOf(env, 'MELTANO_RUN_STATE_ID_SUFFIX'),
    noStateUpdate: noStateUpdate || undefined,
    stateStrategy: strategyOf(env, given),
    force: given.force === true || undefined,
    runId: runIdOf(given.runId ?? textOf(env, 'MELTANO_RUN_ID')),
    timeoutSeconds: given.timeout ?? secondsOf(env, 'MELTANO_RUN_TIMEOUT'),
  });
}

/** One word is a job, or one text of several blocks; several are blocks. */
function jobOf(blocks: readonly string[]): RunJobOptions['job'] {
  const [only] = blocks;
  return blocks.length === 1 && only !== undefined ? only : blocks;
}

function withoutUndefined(options: {
  readonly [K in keyof RunJobOptions]: RunJobOptions[K] | undefined;
}): RunJobOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as RunJobOptions;
}

function textOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] || undefined;
}

const YES: ReadonlySet<string> = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const NO: ReadonlySet<string> = new Set(['', '0', 'false', 'f', 'no', 'n', 'off']);

/** As Meltano reads a flag's variable. */
function flagOf(env: NodeJS.ProcessEnv, name: string): boolean {
  const text = (env[name] ?? '').trim().toLowerCase();
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  throw usageError(
    `\`${name}\` is \`${env[name] ?? ''}\`, which is neither yes nor no.`,
    'Set it to `true` or `false`.',
  );
}

function strategyOf(env: NodeJS.ProcessEnv, given: StateOptions): StateStrategy | undefined {
  if (given.stateStrategy !== undefined) return given.stateStrategy;
  if (given.mergeState === true || flagOf(env, 'MELTANO_RUN_MERGE_STATE')) return 'merge';
  const text = textOf(env, 'MELTANO_RUN_STATE_STRATEGY');
  const known = STATE_STRATEGIES.find((strategy) => strategy === text);
  if (text === undefined || known !== undefined) return known;
  throw usageError(
    `\`MELTANO_RUN_STATE_STRATEGY\` is \`${text}\`, which is no strategy.`,
    `Set it to one of ${STATE_STRATEGIES.join(', ')}.`,
  );
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function runIdOf(text: string | undefined): string | undefined {
  if (text === undefined || UUID.test(text)) return text?.toLowerCase();
  throw usageError(
    `The run id \`${text}\` is no UUID.`,
    'Give 32 hexadecimal digits, or leave it out to have one made.',
  );
}

function secondsOf(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw usageError(`\`${name}\` is \`${text}\`.`, 'Set it to a whole number of seconds above 0.');
}

/** `20260102T030405Z-x7k2`: sorts by time, and two starts within a second differ. */
export function createStartKey(now: Date = new Date(), random: () => number = Math.random): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const suffix = Array.from({ length: 4 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? '0').join('');
  return `${time}-${suffix}`;
}

/** Without letters and digits that look alike. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
