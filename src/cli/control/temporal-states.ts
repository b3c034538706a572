/** The states of state ids, looked at and edited by people; an edit under a running run has to be forced. */
import { stateDocument } from '../../model/bookmarks';
import type { States } from '../../state/states';
import { failedError } from '../cli-error';
import type { Control, StateAsked } from './control';
import { findOpen } from './select-runs';
import type { RunPlace } from './select-runs';

export type StateControl = Pick<Control, 'listStates' | 'getState' | 'changeState'>;

export function temporalStates(place: RunPlace, states: States): StateControl {
  const addressOf = async ({ stateId, environment }: StateAsked) => ({
    project: await place.project(),
    stateId,
    ...(environment === undefined ? {} : { environment }),
  });
  return {
    listStates: async (environment) => states.list(await place.project(), environment ?? undefined),
    getState: async (asked) => {
      const { state, notes } = await states.view(await addressOf(asked));
      return { document: stateDocument(state), notes };
    },
    changeState: async (edit, change) => {
      if (!edit.force) await refuseWhileRunning(place, edit.stateId);
      return states.change(await addressOf(edit), change);
    },
  };
}

async function refuseWhileRunning({ client, project }: RunPlace, stateId: string): Promise<void> {
  const holder = await findOpen(client, `${await project()}/${stateId}`);
  if (holder === null) return;
  throw failedError(
    `State id \`${stateId}\` is in use by the running workflow \`${holder.workflowId}\`, whose next write would undo the edit.`,
    'Wait for the run to end or cancel it with `meltemi cancel`; `--force` edits anyway.',
  );
}
