/** Runs a program to its end and keeps what it prints. */
import { text } from 'node:stream/consumers';
import { MeltemiError } from '../model/errors';
import type { OpenPlugin } from './open-plugin';
import { describeEnd, failureCode } from './program-end';

/** Enough of the end of a Python traceback to see the mistake. */
const LAST_LINES = 15;

export interface CollectRequest {
  readonly args: readonly string[];
  /** What is being done, for errors: `Discovering the catalog`. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Also gets each masked line of stderr. */
  readonly onLine?: (line: string) => void;
}

/** All of stdout. Throws `PluginFailed` or `PluginKilled` with the last lines of stderr when the program ends otherwise than with 0. */
export async function collectOutput(open: OpenPlugin, request: CollectRequest): Promise<string> {
  const last: string[] = [];
  const program = await open.spawn(request.args, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: (line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      request.onLine?.(line);
    },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const printed = program.stdout === null ? Promise.resolve('') : text(program.stdout);
  const [output, end] = await Promise.all([printed, program.ended]);
  if (end.exitCode === 0) return output;
  const said = last.length === 0 ? ' It said nothing on stderr.' : ` Its last lines on stderr:\n${last.join('\n')}\n`;
  throw new MeltemiError(
    failureCode(end),
    `${request.what} of \`${open.plugin.name}\`: the program ended with ${describeEnd(end)}.${said}`,
    `Try it alone: \`meltemi invoke ${open.plugin.name} ${request.args.slice(-1).join(' ')}\`.`,
  );
}
