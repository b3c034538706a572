/** The log of a command, in the format and at the level that its options or Meltano's variables say. */
import { usageError } from './cli-error';
import type { CommandContext } from './command-context';
import { createCommandLog, LOG_FORMATS, LOG_LEVELS } from './output/command-log';
import type { CommandLog, LogFormat, LogLevel } from './output/command-log';

type Given = Pick<CommandContext, 'globals' | 'env' | 'stderr'>;

export function commandLog(context: Given): CommandLog {
  return createCommandLog(context.stderr, { format: logFormat(context) ?? 'text', level: logLevel(context) });
}

/** Warnings of a project or a plugin. */
export function logWarnings(context: Given, warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  const log = commandLog(context);
  for (const warning of warnings) log.log('warning', warning);
}

/** `--log-format`, else `MELTANO_CLI_LOG_FORMAT`; null: nobody said. Throws a `CliError` for an unknown one. */
export function logFormat({ globals, env }: Pick<Given, 'globals' | 'env'>): LogFormat | null {
  return chosen('log format', globals.logFormat, env, 'MELTANO_CLI_LOG_FORMAT', LOG_FORMATS);
}

/** `--log-level`, else `MELTANO_CLI_LOG_LEVEL`, else `info`. Throws a `CliError` for an unknown one. */
export function logLevel({ globals, env }: Pick<Given, 'globals' | 'env'>): LogLevel {
  return chosen('log level', globals.logLevel, env, 'MELTANO_CLI_LOG_LEVEL', LOG_LEVELS) ?? 'info';
}

function chosen<T extends string>(
  what: string,
  flag: T | undefined,
  env: NodeJS.ProcessEnv,
  variable: string,
  known: readonly T[],
): T | null {
  const text = flag ?? env[variable]?.toLowerCase();
  if (text === undefined || text === '') return null;
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  throw usageError(`\`${variable}\` is \`${text}\`, which is no ${what}.`, `Set it to one of ${known.join(', ')}.`);
}
