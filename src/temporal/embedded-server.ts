/**
 * The embedded Temporal: the official development server with its web UI, on a file under the project's state folder, so that
 * bookmarks, runs and pauses survive restarts.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { freePort, waitForPort } from './ports';
import { SEARCH_ATTRIBUTES } from './search-attributes';

export interface EmbeddedServerOptions {
  readonly binary: string;
  /** Holds `temporal.db` and `temporal.log`. */
  readonly stateDir: string;
  /** Taken when free; the next free ones otherwise. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly dynamicConfig?: Readonly<Record<string, string>>;
}

export interface EmbeddedServer {
  readonly address: string;
  readonly port: number;
  readonly uiPort: number;
  readonly uiUrl: string;
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export const DEFAULT_PORT = 7233;
/** The UI's port is the server's plus this, as with `temporal server start-dev`. */
const UI_OFFSET = 1000;
/** A cold start takes some 300 ms, with a large database or a busy machine seconds. */
const START_TIMEOUT_MS = 60_000;
/** The server needs well below a second to close its database. */
const STOP_TIMEOUT_MS = 10_000;

const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  // The one history shard of a development server looks for new tasks 20 times a second: 50 ms per activity instead of 10.
  'history.transferProcessorMaxPollRPS': '2000',
  'history.timerProcessorMaxPollRPS': '2000',
  'system.enableActivityEagerExecution': 'true',
  // `temporal workflow pause` beside our own `pause` update.
  'frontend.WorkflowPauseEnabled': 'true',
};

export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  await mkdir(options.stateDir, { recursive: true, mode: 0o700 });
  const port = await freePort(options.port ?? DEFAULT_PORT);
  const uiPort = await freePort(options.uiPort ?? port + UI_OFFSET);
  const logFile = join(options.stateDir, 'temporal.log');
  const child = launch(options, port, uiPort, logFile);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => stopChild(child, exited);
  try {
    await Promise.race([waitForPort(port, START_TIMEOUT_MS), exited.then(() => explainExit(options, logFile))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `127.0.0.1:${port}`, port, uiPort, uiUrl: `http://127.0.0.1:${uiPort}`, pid: child.pid ?? 0, exited, stop };
}

function launch(options: EmbeddedServerOptions, port: number, uiPort: number, logFile: string): ChildProcess {
  const flags = [
    ...['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', join(options.stateDir, 'temporal.db'), '--log-level', 'error'],
    // The write-ahead log makes a commit one write instead of three; what a killed server had confirmed is in it. Only a
    // power cut may take the last moments (never the consistency), and the targets' ledgers know better than those.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries({ ...DYNAMIC_CONFIG, ...options.dynamicConfig }).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${value}`,
    ]),
  ];
  const log = openSync(logFile, 'a', 0o600);
  // A process group of its own: Ctrl-C on the terminal must reach our shutdown first, not the server.
  const child = spawn(options.binary, ['server', 'start-dev', ...flags], { stdio: ['ignore', log, log], detached: true });
  child.unref();
  closeSync(log);
  return child;
}

async function explainExit(options: EmbeddedServerOptions, logFile: string): Promise<never> {
  const tail = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n');
  const database = join(options.stateDir, 'temporal.db');
  if (/schema|migrat|no such (table|column)|version/i.test(tail)) {
    throw new MeltemiError(
      'ConfigInvalid',
      `Starting the embedded Temporal on \`${database}\`: the file was made by another version of the server (${tail}).`,
      'Use the newer `temporal` binary (`TEMPORAL_CLI_PATH`), or move the file away: bookmarks are then taken from the targets\' ledgers.',
    );
  }
  throw new MeltemiError('Unsupported', `Starting the embedded Temporal (\`${options.binary}\`) failed: ${tail}`, `See ${logFile}.`);
}

async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
