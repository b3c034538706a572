/**
 * Serves a `Control` on a unix socket that only the owner of the project can open. It runs inside the worker process of
 * `meltemi dev`, which is warm: a command waits for nothing but its own run.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { chmod, mkdir, unlink } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { failedError, usageError, viewError } from '../cli-error';
import type { Control, RunEvent } from './control';
import { encodeLine, PROTOCOL_VERSION } from './protocol';
import type { AnswerLine, CallMethod, StreamMethod } from './protocol';
import { socketAnswers } from './socket-path';

export interface ServedControl {
  /** Stops listening and cuts the answers under way; the runs they follow go on. */
  close(): Promise<void>;
}

/** A command's arguments are a few names; a state that is set may hold a boundary of 4 KiB for each of some thousand streams. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

const STREAM_METHODS: readonly StreamMethod[] = ['run', 'follow'];
const CALL_METHODS: readonly CallMethod[] = [
  'cancel',
  'pause',
  'resume',
  'runs',
  'plan',
  'listStates',
  'getState',
  'changeState',
  'applySchedules',
  'listSchedules',
  'triggerSchedule',
  'pauseSchedule',
  'unpauseSchedule',
  'backfillSchedule',
];

/** A socket file whose process died is replaced. Throws when a living process serves it. */
export async function serveControl(control: Control, socketPath: string): Promise<ServedControl> {
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  if (await socketAnswers(socketPath)) {
    throw failedError(
      `Another \`meltemi dev\` already serves \`${socketPath}\`.`,
      'Stop it first, or use it: commands find it by themselves.',
    );
  }
  await unlink(socketPath).catch(() => undefined);
  const server = createServer((request, response) => void answer(control, request, response));
  await listenPrivately(server, socketPath);
  return { close: () => close(server) };
}

/** Binding happens inside `listen`, so the narrow mask makes the socket private from its first moment. */
async function listenPrivately(server: Server, socketPath: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    server.listen(socketPath);
  } finally {
    process.umask(mask);
  }
  await once(server, 'listening');
  await chmod(socketPath, 0o600);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answer(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'application/x-ndjson');
  try {
    const method = methodOf(request);
    const args = await readArguments(request);
    if (isStreamMethod(method)) await stream(response, openStream(control, method, args));
    else send(response, { value: (await call(control, method, args)) ?? null });
    send(response, { end: true });
  } catch (error) {
    send(response, { error: viewError(error) });
  } finally {
    response.end();
  }
}

function methodOf(request: IncomingMessage): StreamMethod | CallMethod {
  const [version, name] = (request.url ?? '').slice(1).split('/');
  const method = [...STREAM_METHODS, ...CALL_METHODS].find((known) => known === name);
  if (request.method === 'POST' && version === PROTOCOL_VERSION && method !== undefined) return method;
  throw usageError(
    `The running \`meltemi dev\` does not know \`${request.method ?? ''} ${request.url ?? ''}\`.`,
    'Stop it and start it again, so that it has the version of this command.',
  );
}

function isStreamMethod(method: StreamMethod | CallMethod): method is StreamMethod {
  return STREAM_METHODS.some((known) => known === method);
}

/** Both sides are of one version, so the arguments have the types that `Control` says. */
function openStream(control: Control, method: StreamMethod, args: readonly unknown[]): AsyncIterable<RunEvent> {
  return (control[method] as (...args: readonly unknown[]) => AsyncIterable<RunEvent>).apply(control, [...args]);
}

function call(control: Control, method: CallMethod, args: readonly unknown[]): Promise<unknown> {
  return (control[method] as (...args: readonly unknown[]) => Promise<unknown>).apply(control, [...args]);
}

/** Passes events on until the run ends or the command hangs up, which only ends the following. */
async function stream(response: ServerResponse, events: AsyncIterable<RunEvent>): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const hungUp = new Promise<{ readonly done: true }>((resolve) =>
    response.once('close', () => resolve({ done: true })),
  );
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), hungUp]);
      if (next.done === true) return;
      send(response, { event: next.value });
    }
  } finally {
    // Not awaited: a generator waits for its pending step before it returns, and nobody needs that answer any more.
    void iterator.return?.()?.catch(() => undefined);
  }
}

function send(response: ServerResponse, line: AnswerLine): void {
  if (!response.destroyed) response.write(encodeLine(line));
}

async function readArguments(request: IncomingMessage): Promise<readonly unknown[]> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part as Uint8Array);
    bytes += buffer.length;
    if (bytes > MAX_REQUEST_BYTES)
      throw usageError('The request is larger than 32 MiB.', 'Set the state in smaller parts.');
    parts.push(buffer);
  }
  const args: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (Array.isArray(args)) return args as readonly unknown[];
  throw usageError('The request holds no list of arguments.', 'Use `meltemi` itself to talk to this socket.');
}
