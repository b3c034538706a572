/** The worker's log: one JSON object per line on stderr, every line through the redactor. */
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import type { LogLevel } from '@temporalio/worker';
import type { Redactor } from '../model/redactor';

/** What the SDK says of a queue for activities only, as every host's own queue is, and of services that nobody has. */
const EXPECTED = ['No workflows registered', 'No Nexus services registered'] as const;

export function createLogger(level: LogLevel, redactor: Redactor, write: (line: string) => void): DefaultLogger {
  return new DefaultLogger(level, ({ level: entryLevel, message, timestampNanos, meta }) => {
    if (EXPECTED.some((start) => message?.startsWith(start))) return;
    const record = {
      time: new Date(Number(timestampNanos / 1_000_000n)).toISOString(),
      level: entryLevel,
      message,
      ...flat(meta),
    };
    write(`${redactor.text(JSON.stringify(record, plain))}\n`);
  });
}

/** The keys that help a reader; the SDK's own context has dozens. */
const KEPT = [
  'activityType',
  'workflowType',
  'workflowId',
  'attempt',
  'taskQueue',
  'stream',
  'plugin',
  'error',
  'failure',
  'reason',
];

function flat(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of KEPT) if (meta?.[key] !== undefined) kept[key] = meta[key];
  return kept;
}

/** Errors as their code and message: a stack has no place in a line that people read. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof ApplicationFailure) return `${value.type ?? 'Error'}: ${value.message}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === 'bigint' ? value.toString() : value;
}
