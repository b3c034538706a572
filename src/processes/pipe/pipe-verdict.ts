/** Which of the programs of a pipe is to blame for its end. */
import { MeltemiError, type ErrorCode } from '../../model/errors';
import { describeEnd, wasKilled } from '../program-end';
import { showSilence, type Silence } from '../silence';
import type { ProgramEnd } from '../spawn-program';

export type Role = 'Extractor' | 'Mapper' | 'Loader';

export interface EndedProgram {
  readonly role: Role;
  readonly plugin: string;
  readonly end: ProgramEnd;
  /** It ended while there was still something for it to read. */
  readonly early: boolean;
  /** It was ended because the one behind it had ended: what it says of that is no fault of its own. */
  readonly stopped: boolean;
  readonly silence: Silence | null;
  /** Of stderr, masked. */
  readonly lastLines: readonly string[];
}

/** Null: all went well. The words are those that Meltano's users search their logs for. */
export function pipeFailure(programs: readonly EndedProgram[]): MeltemiError | null {
  const failed = programs.filter(
    ({ stopped, silence, end, early }) => !stopped && (silence !== null || end.exitCode !== 0 || early),
  );
  if (failed.length === 0) return null;
  const what = failed.map(describe).join('\n');
  const names = failed.map(({ plugin }) => `\`meltemi invoke ${plugin}\``).join(' or ');
  return new MeltemiError(
    codeOf(failed),
    `${titleOf(failed)}: ${what}`,
    `\nWhat the loader had confirmed by then is kept, and the next try or run goes on from there. Try it alone: ${names}.`,
  );
}

/** One that was ended, by us or by others, makes those behind it fail, by the half line that it leaves them: it is the cause. */
function codeOf(failed: readonly EndedProgram[]): ErrorCode {
  if (failed.some(isHung)) return 'PluginSilent';
  return failed.some(({ end, silence }) => silence === null && wasKilled(end)) ? 'PluginKilled' : 'PluginFailed';
}

function isHung({ silence }: EndedProgram): boolean {
  return silence !== null && !silence.afterItsEnd;
}

/** A failing mapper makes the others fail, so it is named last. */
function titleOf(failed: readonly EndedProgram[]): string {
  const has = (role: Role): boolean => failed.some((program) => program.role === role);
  if (has('Extractor') && has('Loader')) return 'Extractor and loader failed';
  if (has('Loader')) return 'Loader failed';
  return has('Extractor') ? 'Extractor failed' : 'Mappers failed';
}

function describe(program: EndedProgram): string {
  const { plugin, lastLines } = program;
  const how = `\`${plugin}\` ${howItEnded(program)}.`;
  return lastLines.length === 0 ? how : `${how} Its last lines:\n${lastLines.join('\n')}`;
}

function howItEnded({ end, early, silence }: EndedProgram): string {
  if (silence === null) return `ended with ${describeEnd(end)}${early ? ' before it had read everything' : ''}`;
  const howLong = showSilence(silence.ms);
  return silence.afterItsEnd
    ? `ended with ${describeEnd(end)}, but something that it had started kept its output open, and nothing moved for ${howLong}`
    : `was waited for and did nothing for ${howLong} (\`MELTEMI_PROGRAM_SILENCE_SECONDS\`), and was ended`;
}
