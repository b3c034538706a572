/** `meltemi pause`, `resume`, `cancel`: orders to running workflows. */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import { withControl } from '../open-control';

export const pauseCommand = steering(
  'pause',
  'paused: it stands still after the pages under way, until `meltemi resume`',
);
export const resumeCommand = steering('resume', 'goes on');
export const cancelCommand = steering(
  'cancel',
  'is being cancelled: what is extracted is loaded and the bookmarks are kept',
);

function steering(
  order: 'pause' | 'resume' | 'cancel',
  done: string,
): (context: CommandContext, selector: string) => Promise<ExitCode> {
  return async (context, selector) => {
    const { workflowIds } = await withControl(context, (control) => control[order](selector));
    const json = context.globals.json === true;
    printLines(
      context.stdout,
      workflowIds.map((workflowId) => (json ? JSON.stringify({ order, workflowId }) : `${workflowId} ${done}.`)),
    );
    return EXIT.ok;
  };
}
