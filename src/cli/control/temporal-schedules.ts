/** The project's schedules on a Temporal client. */
import { ProjectSchedules } from '../../temporal/schedules/project-schedules';
import type { ScheduleControl } from './control';
import type { RunPlace } from './select-runs';

export function temporalSchedules({ client, project, taskQueue }: RunPlace): ScheduleControl {
  const schedules = async (): Promise<ProjectSchedules> => new ProjectSchedules(client, await project(), taskQueue);
  return {
    applySchedules: async (request) => (await schedules()).apply(request),
    listSchedules: async (environment) => (await schedules()).list(environment),
    triggerSchedule: async (ref) => (await schedules()).trigger(ref),
    pauseSchedule: async (ref, note) => (await schedules()).pause(ref, note),
    unpauseSchedule: async (ref, note) => (await schedules()).unpause(ref, note),
    backfillSchedule: async (order) => (await schedules()).backfill(order),
  };
}
