/** A project's schedules on a Temporal server: made equal to the project's file, listed, and steered. */
import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client, ScheduleDescription, ScheduleHandle, ScheduleSummary } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import type {
  AppliedSchedule,
  ApplySchedules,
  BackfillOrder,
  ScheduleChange,
  ScheduleRef,
  Triggered,
  WantedSchedule,
} from '../../model/schedule';
import { differencesOf, formOf, type SchedulePlace } from './schedule-form';

/** Says that a schedule is one of ours: others with such an id are left alone. */
const MARK = { madeBy: 'meltemi' } as const;
/** A trigger shows within a second; a server that is busy may take longer. */
const TRIGGER_PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 100;

export class ProjectSchedules {
  constructor(
    private readonly client: Client,
    private readonly project: string,
    private readonly taskQueue: string,
  ) {}

  /** In the order of the project; what is removed comes last. Safe to repeat: the second time all is kept. */
  async apply({ environment, wanted, dryRun }: ApplySchedules): Promise<readonly ScheduleChange[]> {
    const changes: ScheduleChange[] = [];
    for (const each of wanted) changes.push(await this.applyOne(this.place(environment), each, dryRun));
    const names = new Set(wanted.map(({ name }) => name));
    for (const { name, scheduleId } of await this.list(environment)) {
      if (names.has(name)) continue;
      if (!dryRun) await this.client.schedule.getHandle(scheduleId).delete();
      changes.push({ name, scheduleId, change: 'remove', differences: [] });
    }
    return changes;
  }

  /** By name. The server's list may be a second behind its changes. */
  async list(environment: string | null): Promise<readonly AppliedSchedule[]> {
    const prefix = this.id({ environment, name: '' });
    const found: AppliedSchedule[] = [];
    for await (const summary of this.client.schedule.list()) {
      if (!summary.scheduleId.startsWith(prefix) || summary.memo?.['madeBy'] !== MARK.madeBy) continue;
      found.push(viewOf(summary, summary.scheduleId.slice(prefix.length)));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null: no such schedule was applied. Starts nothing while a run of the schedule is on. */
  async trigger(ref: ScheduleRef): Promise<Triggered | null> {
    const handle = this.handle(ref);
    const before = await describeOrNull(handle);
    if (before === null) return null;
    // Without an argument the client asks for runs side by side.
    await handle.trigger('SKIP');
    for (const deadline = Date.now() + TRIGGER_PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
      const now = await handle.describe();
      const running = now.info.runningActions.at(-1)?.workflow.workflowId ?? null;
      if (now.info.numActionsTaken > before.info.numActionsTaken) {
        return { workflowId: now.info.recentActions.at(-1)?.action.workflow.workflowId ?? running, running };
      }
      if (now.info.numActionsSkippedOverlap > before.info.numActionsSkippedOverlap)
        return { workflowId: null, running };
    }
    throw new MeltemiError(
      'SourceUnavailable',
      `Triggering the schedule \`${handle.scheduleId}\`: the server took the order and shows no run after ${TRIGGER_PATIENCE_MS / 1000} s.`,
      'See `meltemi runs` and try again.',
    );
  }

  async pause(ref: ScheduleRef, note: string): Promise<void> {
    await told(ref, this.handle(ref).pause(note));
  }

  async unpause(ref: ScheduleRef, note: string): Promise<void> {
    await told(ref, this.handle(ref).unpause(note));
  }

  /** One after the other: two runs of one state id cannot be on. */
  async backfill(order: BackfillOrder): Promise<void> {
    const { from, to } = order;
    await told(order, this.handle(order).backfill({ start: new Date(from), end: new Date(to), overlap: 'BUFFER_ALL' }));
  }

  private async applyOne(place: SchedulePlace, wanted: WantedSchedule, dryRun: boolean): Promise<ScheduleChange> {
    const { environment } = place;
    const handle = this.handle({ environment, name: wanted.name });
    const { scheduleId } = handle;
    const named = { name: wanted.name, scheduleId };
    const there = await describeOrNull(handle);
    const form = formOf(wanted, place);
    if (there === null) {
      if (!dryRun) await this.client.schedule.create({ scheduleId, ...form, memo: MARK });
      return { ...named, change: 'create', differences: [] };
    }
    if (there.memo?.['madeBy'] !== MARK.madeBy) throw notOurs(scheduleId);
    const differences = differencesOf(there, wanted, place);
    if (differences.length === 0) return { ...named, change: 'keep', differences };
    if (!dryRun) await handle.update(({ state }) => ({ ...form, state }));
    return { ...named, change: 'update', differences };
  }

  private place(environment: string | null): SchedulePlace {
    return { project: this.project, environment, taskQueue: this.taskQueue };
  }

  private handle(ref: ScheduleRef): ScheduleHandle {
    return this.client.schedule.getHandle(this.id(ref));
  }

  /** `-` stands for no environment. */
  private id({ environment, name }: ScheduleRef): string {
    return `${this.project}:${environment ?? '-'}:${name}`;
  }
}

function viewOf({ scheduleId, state, info }: ScheduleSummary, name: string): AppliedSchedule {
  const last = info.recentActions.at(-1);
  return {
    name,
    scheduleId,
    paused: state.paused,
    note: state.note || null,
    nextRuns: info.nextActionTimes.map((time) => time.toISOString()),
    lastRun:
      last === undefined ? null : { at: last.takenAt.toISOString(), workflowId: last.action.workflow.workflowId },
  };
}

async function describeOrNull(handle: ScheduleHandle): Promise<ScheduleDescription | null> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

async function told({ name, environment }: ScheduleRef, order: Promise<void>): Promise<void> {
  try {
    await order;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new MeltemiError(
      'ConfigInvalid',
      `The schedule \`${name}\` is not on the server for the environment \`${environment ?? 'none'}\`.`,
      'Put it there with `meltemi schedule apply`.',
    );
  }
}

function notOurs(scheduleId: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The server has a schedule \`${scheduleId}\` that Meltemi did not make, so it is left alone.`,
    'Rename the schedule in the project, or delete the other one: `temporal schedule delete --schedule-id ...`.',
  );
}
