/** `runCommand`: a plugin's program between the pipelines of a job. */
import { log } from '@temporalio/activity';
import type { CommandEnd, CommandRef } from '../model/run';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

/** As the activity's timeout in `src/workflows/activity-options.ts`. */
const HEARTBEAT_TIMEOUT_SECONDS = 10;
/** What a history keeps of the output; all of it is in the worker's log. */
const LAST_LINES = 20;
const MAX_LINE_LENGTH = 500;

export function runCommand(deps: ActivityDeps) {
  return (ref: CommandRef): Promise<CommandEnd> =>
    inAttempt(deps.redactor, HEARTBEAT_TIMEOUT_SECONDS, async ({ signal }) => {
      const project = await deps.projects.load(ref.environment, ref.schedule);
      const lastLines: string[] = [];
      const onLine = (line: string): void => {
        log.info(line, { plugin: ref.plugin });
        lastLines.push(line.slice(0, MAX_LINE_LENGTH));
        if (lastLines.length > LAST_LINES) lastLines.shift();
      };
      deps.faultPoint('before-command');
      await deps.commandRunner(project, ref, { redactor: deps.redactor, signal, onLine });
      signal.throwIfAborted();
      return { lastLines };
    });
}
