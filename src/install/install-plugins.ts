/** Installs several plugins side by side; one that fails does not stop the others. */
import { hasRequirements, installPlugin, type InstallHost, type InstallOutcome } from './install-plugin';
import type { InstallJob } from './plan-installs';

export interface InstallProgress {
  started(job: InstallJob): void;
  ended(job: InstallJob, outcome: InstallOutcome): void;
}

export interface InstallCounts {
  readonly installed: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** `parallel`: how many at a time, at least 1. Rejects when the host's signal aborts. */
export async function installPlugins(
  jobs: readonly InstallJob[],
  host: InstallHost,
  parallel: number,
  progress: InstallProgress,
): Promise<InstallCounts> {
  const counts = { installed: 0, unchanged: 0, failed: 0 };
  const waiting = jobs.values();
  const lane = async (): Promise<void> => {
    for (const job of waiting) {
      if (!hasRequirements(job.plugin)) continue;
      progress.started(job);
      const outcome = await installPlugin(job.plugin, host);
      counts[outcome.kind]++;
      progress.ended(job, outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, jobs.length) }, lane));
  return counts;
}
