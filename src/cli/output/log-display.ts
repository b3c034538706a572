/** A run as structured log entries, with the events that programs know from Meltano's log: each block's end, and the run's. */
import type { JobReceipt, PipelineReceipt } from '../../model/receipt';
import type { RunEvent } from '../control/control';
import type { CommandLog, LogFields } from './command-log';
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

/** In the order of the job: commands know their place, and pipelines fill the others. */
function blocksEnded(log: CommandLog, { pipelines, commands = [] }: JobReceipt): void {
  const left = [...pipelines];
  for (let block = 1; block <= pipelines.length + commands.length; block++) {
    const command = commands.find((each) => each.block === block);
    const pipeline = command === undefined ? left.shift() : undefined;
    if (command !== undefined) {
      const { error = null, lastLines } = command;
      for (const line of lastLines) log.log('info', line, { string_id: command.command });
      blockEnded(log, 'InvokerCommand', command, error?.message ?? null, { command: command.command });
    } else if (pipeline !== undefined) {
      const error = pipeline.outcome === 'completed' ? null : errorOf(pipeline);
      const fields = { job_name: pipeline.pipeline.stateId, rows: pipeline.rows };
      blockEnded(log, 'ExtractLoadBlocks', pipeline, error, fields);
    }
  }
}

function blockEnded(
  log: CommandLog,
  type: string,
  { outcome, seconds }: Pick<PipelineReceipt, 'outcome' | 'seconds'>,
  err: string | null,
  fields: LogFields,
): void {
  const success = outcome === 'completed';
  const all = { block_type: type, success, err, duration_seconds: seconds, ...fields };
  log.log(success ? 'info' : 'error', 'Block run completed', all);
}

function errorOf({ outcome, streams, error: ofAll }: PipelineReceipt): string {
  if (ofAll !== undefined) return ofAll.message;
  const failed = streams.flatMap(({ stream, error }) => (error === undefined ? [] : [`${stream}: ${error.message}`]));
  return failed.length === 0 ? `The pipeline ${outcome}.` : failed.join('; ');
}

function runEnded(log: CommandLog, status: 'success' | 'failure', receipt: JobReceipt | null): void {
  log.log('info', 'Run completed', { status, ...(receipt === null ? {} : { duration_seconds: receipt.seconds }) });
}
