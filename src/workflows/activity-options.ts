/**
 * How the activities are called: every timeout and retry policy of the product, each with its reason.
 * They shape commands, so a change here needs `patched()` (see `docs/decisions`). Without a task queue of its own an activity
 * goes to the queue that the workflow was started on, where every worker of the project listens.
 */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { RunTuning } from '../model/plan';

/**
 * First try again after half a second (a restarted database), then slower, but at least every ten seconds: a source or
 * target that is back is found soon, and a retry costs no history event.
 */
const PATIENT: RetryPolicy = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' };

/** Short bookkeeping: a try takes milliseconds, so 30 s without an answer means that the worker is gone. */
export const planning = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes', // discovery of a catalog with some 10,000 tables
  heartbeatTimeout: '30s',
  scheduleToCloseTimeout: '1 hour',
  retry: PATIENT,
});

export const bookkeeping = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '6 hours',
  retry: PATIENT,
});

/**
 * A program of the user's: a failure of its own is final (`CommandFailed`). When its worker died it is run again, as the user would do,
 * but not without end, since it may be the program that takes the worker down.
 */
export const commanding = proxyActivities<Activities>({
  startToCloseTimeout: '24 hours', // a transformation of a whole warehouse
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '3 days',
  retry: { ...PATIENT, maximumAttempts: 3 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * The programs of a pipeline: their own failure is final (`PluginFailed`). When their worker died or one of them was killed they are run
 * again from the last confirmed state; often, since each time some more is confirmed, but not without end, since they may be what takes
 * the worker down.
 */
export const runningPrograms = proxyActivities<Activities>({
  startToCloseTimeout: '7 days', // a first load of a slow API
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '30 days',
  retry: { ...PATIENT, maximumAttempts: 100 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A state backend that is away does not hold a run's end for longer than about a minute. */
export const mirroring = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '2 minutes',
  retry: { ...PATIENT, maximumAttempts: 5 },
});

/** Deleting pages is a courtesy: the daily sweep of every worker finds what is left. */
export function sweeping(hostQueue: string) {
  return proxyActivities<Activities>({
    taskQueue: hostQueue,
    startToCloseTimeout: '1 minute',
    scheduleToStartTimeout: '5s',
    retry: { maximumAttempts: 2 },
  });
}

/** Raises the fence on any worker, which then becomes the stream's host. May wait long for a target that is down. */
export function preparing(tuning: RunTuning) {
  return proxyActivities<Activities>({
    startToCloseTimeout: '1 hour', // widening a large table may rewrite it
    heartbeatTimeout: `${tuning.heartbeatTimeoutSeconds}s`,
    scheduleToCloseTimeout: `${tuning.retryForSeconds}s`,
    retry: PATIENT,
  });
}

/**
 * Extract, map, load and finish, pinned to the worker that holds the pages. `scheduleToStartTimeout` is how a lost host is noticed.
 * Extraction is given up at once on cancel; what was extracted is still loaded (`cancellationType` of the loads: wait).
 */
export function onHost(hostQueue: string, tuning: RunTuning) {
  const shared = {
    taskQueue: hostQueue,
    scheduleToStartTimeout: `${tuning.hostTimeoutSeconds}s`,
    heartbeatTimeout: `${tuning.heartbeatTimeoutSeconds}s`,
    scheduleToCloseTimeout: `${tuning.retryForSeconds}s`,
    retry: PATIENT,
  } as const;
  return {
    extract: proxyActivities<Activities>({
      ...shared,
      startToCloseTimeout: '1 hour', // one page of a source that sorts a large table first
      cancellationType: ActivityCancellationType.TRY_CANCEL,
    }),
    load: proxyActivities<Activities>({
      ...shared,
      startToCloseTimeout: '1 hour',
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    }),
    finish: proxyActivities<Activities>({
      ...shared,
      startToCloseTimeout: '12 hours', // building the key of a table with billions of rows
      scheduleToCloseTimeout: '24 hours',
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    }),
  };
}
