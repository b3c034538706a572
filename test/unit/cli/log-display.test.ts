import { createCommandLog } from '../../../src/cli/output/command-log';
import { createLogDisplay } from '../../../src/cli/output/log-display';
import type { JobReceipt, PipelineReceipt } from '../../../src/model/receipt';

const NOW = new Date('2026-01-02T03:04:05.000Z');

function pipeline(target: string, outcome: PipelineReceipt['outcome']): PipelineReceipt {
  const ref = { project: 'p', environment: 'dev', tap: 'a', mappings: [], target, stateId: `dev:a-to-${target}` };
  return { pipeline: ref, outcome, rows: 3, bytes: 9, seconds: 1, streams: [], streamCount: 0 };
}

function shown(receipt: JobReceipt): readonly Record<string, unknown>[] {
  let text = '';
  const log = createCommandLog({ write: (part) => (text += part) }, { format: 'json', level: 'info', now: () => NOW });
  createLogDisplay(log).show({ event: 'finished', receipt });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('blocks end in the order of the job, with the fields of Meltano', () => {
  const entries = shown({
    job: 'j',
    outcome: 'completed',
    rows: 6,
    bytes: 18,
    seconds: 4,
    pipelines: [pipeline('b', 'completed'), pipeline('c', 'failed')],
    commands: [{ command: 'util:x', block: 2, outcome: 'completed', seconds: 2, lastLines: ['hello'] }],
  });
  expect(entries).toMatchObject([
    { event: 'Block run completed', block_type: 'ExtractLoadBlocks', job_name: 'dev:a-to-b', success: true, err: null },
    { event: 'hello', string_id: 'util:x', level: 'info' },
    { event: 'Block run completed', block_type: 'InvokerCommand', duration_seconds: 2 },
    {
      event: 'Block run completed',
      level: 'error',
      job_name: 'dev:a-to-c',
      success: false,
      err: 'The pipeline failed.',
    },
    { event: 'Run completed', status: 'success', timestamp: NOW.toISOString() },
  ]);
});
