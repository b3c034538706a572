/** Runs a program to its end and keeps what it prints. */
import { text } from 'node:stream/consumers';
import { MeltemiError } from '../model/errors';
import type { OpenPlugin } from './open-plugin';
import { describeEnd, failureCode } from './program-end';
import { FOR_COMMANDS, silenceError, type SilenceLimits } from './silence';
import { watchOutput } from './watched-output';

/** Enough of the end of a Python traceback to see the mistake. */
const LAST_LINES = 15;

export interface CollectRequest {
  readonly args: readonly string[];
  /** What is being done, for errors: `Discovering the catalog`. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Also gets each masked line of stderr. */
  readonly onLine?: (line: string) => void;
  /** How long it may take without a word; it prints when it is done. Left out: as long as it likes, till a person ends it. */
  readonly silence?: SilenceLimits;
}

/**
 * All of stdout. Throws `PluginFailed` or `PluginKilled` with the last lines of stderr when the program ends otherwise than with 0, and
 * `PluginSilent`.
 */
export async function collectOutput(open: OpenPlugin, request: CollectRequest): Promise<string> {
  const last: string[] = [];
  let lines = 0;
  const program = await open.spawn(request.args, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: (line) => {
      lines++;
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      request.onLine?.(line);
    },
  });
  const watched = watchOutput(program, () => lines, request.silence ?? FOR_COMMANDS, request.signal);
  const [output, { end, silence }] = await Promise.all([text(watched.stdout).catch(() => ''), watched.ended]);
  if (silence !== null) throw silenceError(`${request.what} of \`${open.plugin.name}\``, open.plugin.name, silence);
  if (end.exitCode === 0) return output;
  const said = last.length === 0 ? ' It said nothing on stderr.' : ` Its last lines on stderr:\n${last.join('\n')}\n`;
  throw new MeltemiError(
    failureCode(end),
    `${request.what} of \`${open.plugin.name}\`: the program ended with ${describeEnd(end)}.${said}`,
    `Try it alone: \`meltemi invoke ${open.plugin.name} ${request.args.slice(-1).join(' ')}\`.`,
  );
}
