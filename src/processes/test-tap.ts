/** Tries a tap's configuration: it is good when the tap, started as for a run, brings a first record. */
import type { Readable } from 'node:stream';
import type { JsonValue } from '../model/json';
import { isObject } from '../project/flatten';
import { describeEnd } from './program-end';
import type { OpenPlugin } from './open-plugin';
import type { ProgramEnd } from './spawn-program';
import { catalogArguments, tapCatalog } from './tap-catalog';
import { readLines } from './text-lines';

/** The record has come; a tap that does not end by itself then is not waited for any longer. */
const GRACE_MS = 5_000;
const LAST_LINES = 5;

/** `problem`: null for a tap that works, else what went wrong, with the tap's last lines. */
export interface TapTest {
  readonly problem: string | null;
}

export async function testTap(open: OpenPlugin, warn: (message: string) => void): Promise<TapTest> {
  const catalog = await tapCatalog(open, { refresh: false, warn });
  const args = [...open.configArguments(), ...catalogArguments(open, catalog, warn)];
  const last: string[] = [];
  const program = await open.spawn(args, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: (line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    },
    graceMs: GRACE_MS,
  });
  let found = false;
  const lines = readMessages(program.stdout, () => {
    if (found) return;
    found = true;
    void program.stop();
  });
  const [end] = await Promise.all([program.ended, lines]);
  return { problem: found ? null : problemOf(end, last) };
}

/** `onRecord`: at each RECORD or BATCH message. */
async function readMessages(stdout: Readable | null, onRecord: () => void): Promise<void> {
  if (stdout === null) return;
  await readLines(stdout, (line) => {
    if (/"(RECORD|BATCH)"/.test(line) && isRecord(line)) onRecord();
  });
}

function isRecord(line: string): boolean {
  try {
    const message = JSON.parse(line) as JsonValue;
    return isObject(message) && (message['type'] === 'RECORD' || message['type'] === 'BATCH');
  } catch {
    // A record longer than a line is cut; its beginning tells as much.
    return /^\{\s*"type"\s*:\s*"(RECORD|BATCH)"/.test(line);
  }
}

function problemOf(end: ProgramEnd, last: readonly string[]): string {
  const said = last.length === 0 ? '' : ` Its last lines:\n${last.join('\n')}`;
  if (end.exitCode === 0) return `It ended without a record.${said}`;
  return `It ended with ${describeEnd(end)} before the first record.${said}`;
}
