/** Runs a plugin's command, or its executable without arguments, to its end. */
import { MeltemiError } from '../model/errors';
import type { Redactor } from '../model/redactor';
import type { CommandRef } from '../model/run';
import { PLUGIN_KINDS, type PluginKind } from '../project/entries';
import type { Project } from '../project/project';
import { describeEnd } from './program-end';
import { openPlugin } from './open-plugin';
import { FOR_COMMANDS, showSilence, type SilenceLimits } from './silence';
import { readLines } from './text-lines';
import { watchOutput } from './watched-output';

interface CommandIo {
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** Gets each line of both outputs, masked. */
  readonly onLine: (line: string) => void;
  readonly silence?: SilenceLimits;
}

/** Lines of the program that an error repeats. */
const LAST_LINES = 10;

/** Throws `CommandFailed` for a program that ended badly, `PluginMissing`, `ConfigInvalid`. */
export async function runCommand(project: Project, ref: CommandRef, io: CommandIo): Promise<void> {
  const { redactor, signal } = io;
  const open = openPlugin(project, { kind: kindOf(ref), name: ref.plugin, folder: project.root, redactor });
  const last: string[] = [];
  const onLine = (line: string): void => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
    io.onLine(line);
  };
  const channels = { stdin: 'ignore', stdout: 'pipe', stderr: onLine } as const;
  try {
    const program = await (ref.command === null
      ? open.spawn([], channels)
      : open.spawnCommand(ref.command, [], channels));
    let lines = 0;
    const watched = watchOutput(program, () => lines, io.silence ?? FOR_COMMANDS, signal);
    await readLines(watched.stdout, (line) => {
      lines++;
      onLine(redactor.text(line));
    });
    const { end, silence } = await watched.ended;
    if (silence !== null)
      onLine(
        `What it had started kept its output open and printed nothing for ${showSilence(silence.ms)}: it was ended.`,
      );
    if (end.exitCode !== 0) throw failed(ref, describeEnd(end), last);
  } finally {
    open.close();
  }
}

function failed({ plugin, command }: CommandRef, how: string, last: readonly string[]): MeltemiError {
  const name = command === null ? plugin : `${plugin}:${command}`;
  const said = last.length === 0 ? 'It printed nothing.' : `Its last lines:\n${last.join('\n')}`;
  return new MeltemiError(
    'CommandFailed',
    `Running \`${name}\`: the program ended with ${how}. ${said}`,
    `\nTry it alone: \`meltemi invoke ${name}\`.`,
  );
}

/** History stores the kind as a text. */
function kindOf({ pluginKind }: CommandRef): PluginKind {
  const kind = PLUGIN_KINDS.find((known) => known === pluginKind);
  if (kind !== undefined) return kind;
  throw new MeltemiError('ConfigInvalid', `There is no kind of plugins \`${pluginKind}\`.`, 'Start the run again.');
}
