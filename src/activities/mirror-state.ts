/** `mirrorState`: copies the state of a state id to the project's state backend. Safe to repeat. Answers what a person should know. */
import type { MirrorStateInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function mirrorState(deps: ActivityDeps) {
  return ({ pipeline }: MirrorStateInput): Promise<readonly string[]> =>
    inAttempt(deps.redactor, null, () => deps.states.mirror(pipeline));
}
