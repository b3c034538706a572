/** A run as structured log entries, with the events that programs know from Meltano's log: each block's end, and the run's. */
import type { JobReceipt, PipelineReceipt } from '../../model/receipt';
import type { RunEvent } from '../control/control';
import type { CommandLog } from './command-log';
import type { Display } from './display';

export function createLogDisplay(log: CommandLog): Display {
  return {
    progressEveryMs: null,
    show: (event) => show(log, event),
    say: (message) => log.log('info', message),
    end: () => undefined,
  };
}

function show(log: CommandLog, event: RunEvent): void {
  switch (event.event) {
    case 'started': {
      const { workflowId, runId, uiUrl } = event;
      log.log('info', `Running job as workflow '${workflowId}' and run ID '${runId}'`, {
        run_id: runId,
        workflow_id: workflowId,
        ...(uiUrl === null ? {} : { ui_url: uiUrl }),
      });
      return;
    }
    case 'notice':
      return log.log('info', event.message);
    case 'finished':
      blocksEnded(log, event.receipt);
      return runEnded(log, 'success', event.receipt);
    case 'failed':
      if (event.receipt !== null) blocksEnded(log, event.receipt);
      log.log('error', event.message, { code: event.code });
      return runEnded(log, 'failure', event.receipt);
    case 'progress':
  }
}

function blocksEnded(log: CommandLog, { pipelines }: JobReceipt): void {
  for (const receipt of pipelines) {
    const success = receipt.outcome === 'completed';
    log.log(success ? 'info' : 'error', 'Block run completed', {
      block_type: 'ExtractLoadBlocks',
      job_name: receipt.pipeline.stateId,
      success,
      err: success ? null : errorOf(receipt),
      duration_seconds: receipt.seconds,
      rows: receipt.rows,
    });
  }
}

function errorOf({ outcome, streams }: PipelineReceipt): string {
  const failed = streams.flatMap(({ stream, error }) => (error === undefined ? [] : [`${stream}: ${error.message}`]));
  return failed.length === 0 ? `The pipeline ${outcome}.` : failed.join('; ');
}

function runEnded(log: CommandLog, status: 'success' | 'failure', receipt: JobReceipt | null): void {
  log.log('info', 'Run completed', { status, ...(receipt === null ? {} : { duration_seconds: receipt.seconds }) });
}
