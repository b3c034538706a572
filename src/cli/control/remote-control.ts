/**
 * A `Control` that asks the running `meltemi dev` over its socket. A lost connection does not touch the run: the worker
 * process may have been killed and is started again by `meltemi dev`, so a followed run is found again by its id.
 */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, failedError } from '../cli-error';
import type { Control, RunEvent, RunRequest } from './control';
import { ConnectionLost, parseLine, PROTOCOL_VERSION } from './protocol';
import type { AnswerLine, CallMethod, StreamMethod } from './protocol';

export interface RemoteControlOptions {
  readonly socketPath: string;
  /** How long a lost `meltemi dev` is waited for. */
  readonly reconnectForSeconds?: number;
}

/** A killed worker process is back within seconds; a minute also covers a machine that is busy. */
const RECONNECT_FOR_SECONDS = 60;
const RECONNECT_EVERY_MS = 200;

/** Does not connect by itself: the first call does. */
export function createRemoteControl(options: RemoteControlOptions): Control {
  const connection = new Connection(options.socketPath, (options.reconnectForSeconds ?? RECONNECT_FOR_SECONDS) * 1000);
  return {
    run: (request) => connection.follow('run', request),
    follow: (request) => connection.follow('follow', request),
    cancel: (selector) => connection.call('cancel', [selector]),
    pause: (selector) => connection.call('pause', [selector]),
    resume: (selector) => connection.call('resume', [selector]),
    runs: (limit) => connection.call('runs', [limit]),
    plan: (planned) => connection.call('plan', [planned]),
    listStates: (environment) => connection.call('listStates', [environment]),
    getState: (asked) => connection.call('getState', [asked]),
    changeState: (edit, change) => connection.call('changeState', [edit, change]),
    applySchedules: (request) => connection.call('applySchedules', [request]),
    listSchedules: (environment) => connection.call('listSchedules', [environment]),
    triggerSchedule: (ref) => connection.call('triggerSchedule', [ref]),
    pauseSchedule: (ref, note) => connection.call('pauseSchedule', [ref, note]),
    unpauseSchedule: (ref, note) => connection.call('unpauseSchedule', [ref, note]),
    backfillSchedule: (order) => connection.call('backfillSchedule', [order]),
  };
}

class Connection {
  constructor(
    private readonly socketPath: string,
    private readonly reconnectForMs: number,
  ) {}

  /** Every method may be repeated, so a lost answer is asked for again. */
  async call<M extends CallMethod>(method: M, args: Parameters<Control[M]>): Promise<Awaited<ReturnType<Control[M]>>> {
    for (let lostAt: number | null = null; ;) {
      try {
        for await (const line of this.ask(method, args)) {
          if ('value' in line) return line.value as Awaited<ReturnType<Control[M]>>;
        }
        throw new ConnectionLost('The answer ended without its value.');
      } catch (error) {
        lostAt = await this.waitAfter(error, lostAt);
      }
    }
  }

  /**
   * Until the run has told its id the request itself is sent again (it starts one run however often it is sent); after
   * that the run is followed by its id, and its second `started` is kept from the caller.
   */
  async *follow<M extends StreamMethod>(first: M, input: Parameters<Control[M]>[0]): AsyncGenerator<RunEvent> {
    let method: StreamMethod = first;
    let args: readonly unknown[] = [input];
    let told = false;
    for (let lostAt: number | null = null; ;) {
      try {
        for await (const line of this.ask(method, args)) {
          if (!('event' in line)) continue;
          if (lostAt !== null) yield { event: 'notice', message: 'Connected to `meltemi dev` again.' };
          lostAt = null;
          if (line.event.event !== 'started') yield line.event;
          else if (!told) {
            told = true;
            yield line.event;
            method = 'follow';
            args = [{ workflowId: line.event.workflowId, progressEveryMs: (input as RunRequest).progressEveryMs }];
          }
        }
        return;
      } catch (error) {
        const isNew = lostAt === null;
        lostAt = await this.waitAfter(error, lostAt);
        if (isNew) yield { event: 'notice', message: LOST };
      }
    }
  }

  /** Waits a little after a lost connection; throws other errors, and this one when it has lasted too long. */
  private async waitAfter(error: unknown, lostAt: number | null): Promise<number> {
    if (!(error instanceof ConnectionLost)) throw error;
    const since = lostAt ?? Date.now();
    if (Date.now() - since >= this.reconnectForMs) {
      throw failedError(
        'The `meltemi dev` of this project does not answer any more; the run keeps its place in Temporal.',
        'Start `meltemi dev` again: the run goes on, and `meltemi runs` shows it.',
        error,
      );
    }
    await sleep(RECONNECT_EVERY_MS);
    return since;
  }

  private async *ask(method: StreamMethod | CallMethod, args: readonly unknown[]): AsyncGenerator<AnswerLine> {
    const response = await post(this.socketPath, `/${PROTOCOL_VERSION}/${method}`, JSON.stringify(args));
    try {
      for await (const text of readLines(response)) {
        const line = parseLine(text);
        if ('error' in line) throw new CliError(line.error);
        if ('end' in line) return;
        yield line;
      }
      throw new ConnectionLost('The answer ended too early.');
    } finally {
      response.destroy();
    }
  }
}

const LOST = 'Lost the connection to `meltemi dev`; the run goes on. Waiting for it to come back.';

function post(socketPath: string, path: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path, method: 'POST', agent: false });
    request.once('response', resolve);
    request.once('error', (error) =>
      reject(new ConnectionLost('The control socket does not answer.', { cause: error })),
    );
    request.end(body);
  });
}

async function* readLines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  response.setEncoding('utf8');
  const parts: AsyncIterator<string> = response.iterator({ destroyOnReturn: true });
  for (;;) {
    const part = await parts.next().catch((error: unknown) => {
      throw new ConnectionLost('The answer was cut off.', { cause: error });
    });
    if (part.done === true) return;
    const lines = (rest + part.value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
