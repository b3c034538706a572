/**
 * Fault points: named places where a test may kill or freeze the process at exactly that moment. Off unless
 * `MELTEMI_FAULTS_DIR` names a folder: then each pass is noted in `<folder>/passes-<pid>`, and a file named after the point arms
 * it once with the signal that it holds (`SIGKILL`, `SIGSTOP`).
 */
import type { ActivityExecuteInput, ActivityInterceptorsFactory } from '@temporalio/worker';
import { appendFileSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamContext } from '../model/activity-io';
import type { FaultPoint } from '../model/plugin-context';

export function faultPointsFrom(environment: Readonly<Record<string, string | undefined>>): FaultPoint {
  const folder = environment['MELTEMI_FAULTS_DIR'];
  if (folder === undefined || folder === '') return () => undefined;
  return (name) => {
    appendFileSync(join(folder, `passes-${process.pid}`), `${name}\n`);
    const signal = disarm(join(folder, name));
    if (signal !== null) process.kill(process.pid, signal);
  };
}

/** Takes the signal out of an armed point's file; of several workers only the one that gets to rename it dies. */
function disarm(file: string): 'SIGKILL' | 'SIGSTOP' | null {
  const mine = `${file}.${process.pid}`;
  try {
    renameSync(file, mine);
  } catch {
    return null;
  }
  const signal = readFileSync(mine, 'utf8').trim();
  unlinkSync(mine);
  return signal === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL';
}

/**
 * With `MELTEMI_FAULTS_TWICE=1` each activity is executed twice, as if the answer of the first time had been lost. Left out are
 * pages of a snapshot: its one transaction cannot be read twice, and a stream that starts over at each page never ends.
 */
export function twiceFrom(environment: Readonly<Record<string, string | undefined>>): ActivityInterceptorsFactory[] {
  if (environment['MELTEMI_FAULTS_TWICE'] !== '1') return [];
  const execute = async (
    input: ActivityExecuteInput,
    next: (input: ActivityExecuteInput) => Promise<unknown>,
  ): Promise<unknown> => {
    if (!isSnapshotPage(input)) await next(input);
    return next(input);
  };
  return [() => ({ inbound: { execute } })];
}

function isSnapshotPage({ args: [input] }: ActivityExecuteInput): boolean {
  const context = input as Partial<StreamContext & { readonly limits: object }> | undefined;
  return context?.limits !== undefined && context.stream?.resumable === false;
}
