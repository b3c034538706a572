/** What every command is given: where it was called, the options that all commands share, and where it writes. */
import type { LogFormat, LogLevel } from './output/command-log';
import type { Screen } from './output/display';
import { findProject } from './project-root';

/** The options before or behind any command. */
export interface GlobalOptions {
  /** False: `--no-environment`. */
  readonly environment?: string | false;
  readonly cwd?: string;
  /** Relative to the project's folder. */
  readonly envFile?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly logFormat?: LogFormat;
  readonly logLevel?: LogLevel;
}

export interface CommandContext {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Folder of the project; throws the `CliError` for a place without one. */
  readonly projectRoot: () => string;
}

export function createContext(globals: GlobalOptions): CommandContext {
  const { env, stdout, stderr } = process;
  return { globals, env, stdout, stderr, projectRoot: () => findProject(globals.cwd ?? process.cwd(), env) };
}

/**
 * The environment to run in: `--environment`, `--no-environment` (null), `MELTANO_ENVIRONMENT`; undefined leaves it to the
 * project's `default_environment`.
 */
export function chosenEnvironment({
  globals,
  env,
}: Pick<CommandContext, 'globals' | 'env'>): string | null | undefined {
  if (globals.environment === false) return null;
  if (globals.environment !== undefined) return globals.environment;
  const fromEnv = env['MELTANO_ENVIRONMENT'];
  return fromEnv === undefined || fromEnv === '' ? undefined : fromEnv;
}

export function printLines(screen: Screen, lines: readonly string[]): void {
  if (lines.length > 0) screen.write(`${lines.join('\n')}\n`);
}

/** Columns to fit a table into: the terminal's, or no limit for a file or a pipe. */
export function widthOf(screen: Screen): number {
  return screen.isTTY === true ? (screen.columns ?? 80) : Infinity;
}
