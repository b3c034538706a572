/** The command line of the embedded server: where it listens, where it keeps its data, and how it is tuned. */
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from './search-attributes';

export interface ServerPorts {
  readonly port: number;
  readonly uiPort: number;
  /** The same API by HTTP: asked whether the server is ready, and no more. */
  readonly httpPort: number;
}

/**
 * JSON values, as the server reads them. Each was measured on two cores with the write-ahead log on; what made no difference
 * (poll rates of the timer and visibility queues, task queue partitions, fewer garbage collections, rarer checkpoints) is left out.
 */
const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  // The one history shard of a development server looks for new tasks 20 times a second: 50 ms per activity instead of 20.
  'history.transferProcessorMaxPollRPS': '2000',
  // Timers, retries among them, are read up to this far ahead and fire that much late: 1 s by default, for clusters whose clocks
  // differ. One process has one clock; a timer of 1 ms takes 30 ms instead of 1,020.
  'history.timerProcessorMaxTimeShift': '"10ms"',
  // An activity of the worker that scheduled it starts with the answer, without a way through the task queue.
  'system.enableActivityEagerExecution': 'true',
  // The server's own pause would hold one workflow of a run and not its streams; ours holds them all.
  'frontend.WorkflowPauseEnabled': 'false',
};

/**
 * The write-ahead log makes a commit one write instead of three: an empty workflow takes 35 ms instead of 100. What the server
 * has acknowledged survives its own death by kill -9, because it is in the system's cache. `NORMAL` skips the wait for the disk
 * at each commit: only a power cut may take the last moments, never the consistency, and then the targets' ledgers, which
 * were written with the rows, say what is loaded.
 */
const SQLITE_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'] as const;

export function databaseFile(stateDir: string): string {
  return join(stateDir, 'temporal.db');
}

export function serverFlags(
  stateDir: string,
  ports: ServerPorts,
  extraDynamicConfig: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn'],
    ...['--port', String(ports.port), '--ui-port', String(ports.uiPort), '--http-port', String(ports.httpPort)],
    ...['--db-filename', databaseFile(stateDir)],
    ...SQLITE_PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries({ ...DYNAMIC_CONFIG, ...extraDynamicConfig }).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${value}`,
    ]),
  ];
}
