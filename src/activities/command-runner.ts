/** The contract of what runs a plugin as a program in a job. */
import type { Redactor } from '../model/redactor';
import type { CommandRef } from '../model/run';
import type { Project } from '../project/project';

export interface CommandIo {
  readonly redactor: Redactor;
  /** Ends the program and what it started. */
  readonly signal: AbortSignal;
  /** Gets each line of stdout and stderr, masked. */
  readonly onLine: (line: string) => void;
}

/**
 * Resolves when the program has ended well. Throws `CommandFailed` when it ended otherwise, `PluginMissing`, and `ConfigInvalid` for
 * settings or arguments that cannot be resolved.
 */
export type CommandRunner = (project: Project, ref: CommandRef, io: CommandIo) => Promise<void>;
