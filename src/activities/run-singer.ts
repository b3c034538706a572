/**
 * `runSinger`: tap, mappers and target of a pipeline as programs. Each state that the target confirms is durable at once, so an attempt
 * that died with its worker, or whose program was killed or hung, is followed by one that goes on from there.
 */
import { Context, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MeltemiError } from '../model/errors';
import type { JsonObject } from '../model/json';
import type { PipelineRef } from '../model/plan';
import type { StreamProgressView } from '../model/progress';
import type { PipeRequest } from '../model/singer-pipe';
import { singerBookmarks } from '../model/singer-bookmark';
import type { Project } from '../project/project';
import type { RunSingerInput, SingerEnd, SingerHeartbeat, SingerStream } from '../model/singer-run';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import { toFailure } from './failure';
import { StateWriter } from './state-writer';
import { progressReporter } from './report-progress';

/** As the activity's timeout in `src/workflows/activity-options.ts`. */
const HEARTBEAT_TIMEOUT_SECONDS = 10;
/** Writes of a later attempt count for more than all writes of an earlier one: a worker that is only slow must not turn the state back. */
const WRITES_PER_ATTEMPT = 1_000_000_000;
const MAX_NOTES = 20;

export function runSinger(deps: ActivityDeps) {
  return (input: RunSingerInput): Promise<SingerEnd> => {
    const { pipeline, options, runId } = input;
    const { info } = Context.current();
    const last = info.heartbeatDetails as SingerHeartbeat | undefined;
    const before = last?.confirmed ?? input.confirmed ?? null;
    let killedInVain = last?.killedInVain ?? 0;
    const states = new StateWriter(async (singerState, seq) => {
      if (pipeline.stateless === true) return;
      deps.faultPoint('before-bookmark');
      await deps.states.writeSinger(pipeline, {
        runId,
        seq: info.attempt * WRITES_PER_ATTEMPT + seq,
        singerState,
        strategy: strategyOf(options),
      });
      deps.faultPoint('after-bookmark');
    });
    const heartbeat = (): SingerHeartbeat => ({
      confirmed: states.written ?? before,
      ...(killedInVain === 0 ? {} : { killedInVain }),
    });
    return inAttempt(
      deps.redactor,
      HEARTBEAT_TIMEOUT_SECONDS,
      async ({ signal, attempt }) => {
        const run = new Run(deps, input, states, before);
        try {
          await run.run(signal);
        } catch (error) {
          if (!mayPass(error)) throw withEnd(toFailure(error, deps.redactor, attempt), run.end());
          killedInVain = cameFurther(before, states.written) ? 1 : killedInVain + 1;
          // Now: an attempt that has failed gets no more heartbeats, and the next one is to count on.
          Context.current().heartbeat(heartbeat());
          throw withEnd(toFailure(error, deps.redactor, killedInVain), run.end());
        }
        if (Context.current().cancellationDetails?.cancelRequested !== true) signal.throwIfAborted();
        return signal.aborted ? run.stopped() : run.end();
      },
      heartbeat,
    );
  };
}

/** A program that was killed, or hung. */
function mayPass(error: unknown): boolean {
  return error instanceof MeltemiError && (error.code === 'PluginKilled' || error.code === 'PluginSilent');
}

function cameFurther(before: JsonObject | null, now: JsonObject | null): boolean {
  return now !== null && JSON.stringify(now) !== JSON.stringify(before);
}

class Run {
  readonly #notes: string[] = [];
  #streams: readonly SingerStream[] = [];
  /** Confirmed, and true only once all has ended well. */
  #held: JsonObject | null = null;

  constructor(
    private readonly deps: ActivityDeps,
    private readonly input: RunSingerInput,
    private readonly states: StateWriter,
    /** What the attempt before had confirmed. */
    private readonly before: JsonObject | null,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const { deps, states } = this;
    const { pipeline } = this.input;
    const project = await deps.projects.load(pipeline.environment, pipeline.schedule);
    const request = await this.#request();
    const { stop, kill } = endings(signal);
    const report = progressReporter();
    const startsEmpty = replacesTables(project, pipeline);
    deps.faultPoint('before-command');
    try {
      await deps.singerRunner(project, request, {
        redactor: deps.redactor,
        stop,
        kill,
        onLine: (plugin, line) => {
          log.info(line, { plugin });
        },
        onState: (state) => {
          if (startsEmpty) this.#held = state;
          else states.take(state);
        },
        onProgress: (streams) => {
          this.#streams = streams;
          report(this.end().streams.map(viewOf));
        },
      });
      if (this.#held !== null && !stop.aborted && !kill.aborted) states.take(this.#held);
    } finally {
      // Also of a run that failed: the rows up to here are in the target.
      if (!kill.aborted) await states.flush();
    }
  }

  end(): SingerEnd {
    const bookmarks = singerBookmarks(this.states.written ?? {});
    const streams = this.#streams.map((each) => {
      const bookmark = bookmarks.get(each.stream);
      return bookmark === undefined ? each : { ...each, bookmark };
    });
    return { streams, notes: this.#notes };
  }

  /** What one that follows it has to know. */
  stopped(): SingerEnd {
    const confirmed = this.states.written ?? this.before;
    return { ...this.end(), stopped: true, ...(this.#startsAnew ? { confirmed } : {}) };
  }

  /** Not from the state id's state. */
  get #startsAnew(): boolean {
    const { pipeline, options } = this.input;
    return options.fullRefresh || pipeline.stateless === true;
  }

  async #request(): Promise<PipeRequest> {
    const { pipeline, options } = this.input;
    const startsAnew = this.#startsAnew;
    const state = startsAnew ? this.before : await this.#readState(pipeline);
    return {
      tap: pipeline.tap,
      mappings: pipeline.mappings,
      target: pipeline.target,
      select: options.select,
      refreshCatalog: options.refreshCatalog === true || options.fullRefresh,
      state,
      useStateFile: !startsAnew && this.before === null,
      ...(options.catalogFile === undefined ? {} : { catalogFile: options.catalogFile }),
      ...(options.stateFile === undefined ? {} : { stateFile: options.stateFile }),
    };
  }

  async #readState(pipeline: PipelineRef): Promise<JsonObject | null> {
    const { singerState, notes } = await this.deps.states.readSinger(pipeline);
    for (const note of notes) this.#note(note);
    return singerState;
  }

  #note(note: string): void {
    this.deps.warn(note);
    if (this.#notes.length < MAX_NOTES) this.#notes.push(this.deps.redactor.text(note));
  }
}

/**
 * Such a target begins each time with empty tables, and takes the end of its input for the whole, also where a tap was killed: a try from
 * a state in the midst would leave only the rows behind it. So the state counts when all has ended well, and not before.
 * `load_method` is the name that the Singer SDK gives this setting in every target.
 */
function replacesTables(project: Project, { tap, target }: PipelineRef): boolean {
  return project.resolvePlugin('loaders', target, tap).settings['load_method'] === 'overwrite';
}

/** As Meltano: what a full refresh brings comes over the state that there is, since the tap was not told of it. */
function strategyOf({ stateStrategy = 'auto', fullRefresh }: RunSingerInput['options']): 'merge' | 'overwrite' {
  return stateStrategy === 'auto' ? (fullRefresh ? 'merge' : 'overwrite') : stateStrategy;
}

/** A cancelled run and a worker that is shut down load what they have; an attempt that the server has given up must end at once. */
function endings(signal: AbortSignal): { readonly stop: AbortSignal; readonly kill: AbortSignal } {
  const [stop, kill] = [new AbortController(), new AbortController()];
  // The listener runs outside of the activity's own context.
  const context = Context.current();
  const onAbort = (): void => {
    const { timedOut = false, notFound = false } = context.cancellationDetails ?? {};
    (timedOut || notFound ? kill : stop).abort();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return { stop: stop.signal, kill: kill.signal };
}

function viewOf({ stream, rows, extractedRows, bytes, bookmark = null }: SingerStream): StreamProgressView {
  return {
    stream,
    phase: 'running',
    pages: 0,
    rows,
    extractedRows,
    bytes,
    seconds: 0,
    bookmark,
    restarts: 0,
    lastError: null,
  };
}

function withEnd(failure: unknown, end: SingerEnd): unknown {
  if (!(failure instanceof ApplicationFailure)) return failure;
  const { type, message, nonRetryable } = failure;
  return ApplicationFailure.create({
    type: type ?? 'Error',
    message,
    nonRetryable: nonRetryable === true,
    details: [end],
  });
}
