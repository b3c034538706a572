/**
 * Runs tap, mappers and target as programs, each one's stdout the next one's stdin. The bytes pass through here, so that records can be
 * counted and a slow target holds up the tap; they are not changed.
 */
import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '../../model/lossless-json';
import type { PipeIo, PipeRequest } from '../../model/singer-pipe';
import type { SingerStream } from '../../model/singer-run';
import { isMapping } from '../../model/state-document';
import type { Project } from '../../project/project';
import type { OwnPrograms } from '../own-program';
import { watchSilence, type SilenceLimits } from '../silence';
import { readLines } from '../text-lines';
import { isHeldOpen, movement, whoIsWaitedFor, type Member } from './member';
import { openPipe, type PipePlugin } from './open-pipe';
import { pipeFailure, type EndedProgram } from './pipe-verdict';
import { RecordCounter } from './record-counter';
import { runLanes } from './run-lanes';

/** Of each plugin's stderr, for an error. */
const LAST_LINES = 10;
/** How often somebody is told how far it is. */
const PROGRESS_EVERY_MS = 1000;
/** A pipe that was told to stop loads what it has; then its programs are ended. */
const DRAIN_MS = 30_000;
/** A state of a tap with many thousand partitions; longer lines are no states. */
const MAX_STATE_CHARACTERS = 16 * 1024 * 1024;
/** What a history can show. */
const MAX_STREAMS = 1000;

/**
 * Resolves when all programs have ended well, or because of `stop`. Throws `PluginFailed`, `PluginKilled`, `PluginSilent`,
 * `PluginMissing`, `ConfigInvalid`, and `RecordInvalid` for a catalog that is none.
 */
export async function runPipe(
  project: Project,
  request: PipeRequest,
  io: PipeIo,
  own: OwnPrograms,
  silence: SilenceLimits,
): Promise<void> {
  const { lanes, state, close } = await openPipe(project, request, io, own, silence);
  try {
    await runLanes(lanes, state, io, ({ plugins }, laneIo) => new Pipe(plugins, laneIo, silence).run());
  } finally {
    close();
  }
}

class Pipe {
  readonly #plugins: readonly PipePlugin[];
  readonly #io: PipeIo;
  readonly #silence: SilenceLimits;
  readonly #members: Member[] = [];
  readonly #extracted = new RecordCounter();
  readonly #given: RecordCounter;

  constructor(plugins: readonly PipePlugin[], io: PipeIo, silence: SilenceLimits) {
    this.#plugins = plugins;
    this.#silence = silence;
    this.#io = io;
    // Without mappers the target is given what the tap printed.
    this.#given = plugins.length === 2 ? this.#extracted : new RecordCounter();
  }

  async run(): Promise<void> {
    await this.#start();
    const unwatch = [this.#watchSignals(), this.#watchSilence()];
    const telling = setInterval(() => this.#tell(), PROGRESS_EVERY_MS);
    try {
      const relays = this.#members.slice(1).map((member, index) => this.#relay(index, member));
      const states = this.#readStates();
      await Promise.all(this.#members.map((_, index) => this.#ended(index)));
      await Promise.all([...relays, states]);
    } finally {
      clearInterval(telling);
      for (const end of unwatch) end();
      this.#tell();
    }
    if (this.#io.stop.aborted || this.#io.kill.aborted) return;
    const failure = pipeFailure(this.#members.map(endedProgram));
    if (failure !== null) throw failure;
  }

  /** From the end, so that nobody writes to a program that cannot be started. */
  async #start(): Promise<void> {
    try {
      for (const plugin of [...this.#plugins].reverse()) this.#members.unshift(await this.#spawn(plugin));
      const [tap] = this.#members;
      if (tap !== undefined) tap.inputEnded = true;
    } catch (error) {
      await Promise.all(this.#members.map(({ program }) => program.stop()));
      throw error;
    }
  }

  async #spawn(plugin: PipePlugin): Promise<Member> {
    const lastLines: string[] = [];
    let member: Member | null = null;
    const program = await plugin.open.spawn(plugin.args, {
      stdin: plugin.role === 'Extractor' ? 'ignore' : 'pipe',
      stdout: 'pipe',
      stderr: (line) => {
        if (member !== null) member.lines++;
        lastLines.push(line);
        if (lastLines.length > LAST_LINES) lastLines.shift();
        this.#io.onLine(plugin.open.plugin.name, line);
      },
    });
    const nothingYet = { lines: 0, inputEnded: false, end: null, early: false, stopped: false, silence: null };
    member = { plugin, program, lastLines, ...nothingYet };
    return member;
  }

  /** From the program at `index` to `reader`, the one behind it. */
  async #relay(index: number, reader: Member): Promise<void> {
    const { stdout } = this.#members[index]?.program ?? { stdout: null };
    if (stdout === null || reader.program.stdin === null) return;
    stdout.once('end', () => (reader.inputEnded = true));
    const counters = new Set([
      ...(index === 0 ? [this.#extracted] : []),
      ...(index === this.#members.length - 2 ? [this.#given] : []),
    ]);
    await relay(stdout, reader.program.stdin, counters);
  }

  async #readStates(): Promise<void> {
    const target = this.#members[this.#members.length - 1];
    const stdout = target?.program.stdout ?? null;
    if (target === undefined || stdout === null) return;
    const name = target.plugin.open.plugin.name;
    await readLines(stdout, (line) => this.#takeState(name, line), MAX_STATE_CHARACTERS);
  }

  #takeState(target: string, line: string): void {
    if (line.trim() === '') return;
    const state = parsedState(line);
    if (state === null || !isMapping(state) || Object.keys(state).length === 0) {
      this.#io.onLine(target, 'Received state is invalid, incremental state has not been updated');
    } else {
      this.#io.onState(state);
    }
  }

  /** Once one has ended with something left to read, those before it have nobody to write to. */
  async #ended(index: number): Promise<void> {
    const member = this.#members[index];
    if (member === undefined) return;
    member.end = await member.program.ended;
    member.early = !member.inputEnded;
    if (!member.early) return;
    for (const before of this.#members.slice(0, index)) {
      if (before.end !== null) continue;
      before.stopped = true;
      void before.program.stop();
    }
  }

  #watchSilence(): () => void {
    const members = this.#members;
    const watched = { movement: () => movement(members), hasEnded: () => members.some(isHeldOpen) };
    return watchSilence(watched, this.#silence, (silentMs) => {
      const waitedFor = whoIsWaitedFor(members);
      if (waitedFor !== null) void this.#giveUp(waitedFor, silentMs);
    });
  }

  /** What it has given by then is still loaded. */
  async #giveUp(member: Member, silentMs: number): Promise<void> {
    member.silence ??= { ms: silentMs, afterItsEnd: member.end !== null };
    await member.program.stop();
    const reader = this.#members[this.#members.indexOf(member) + 1];
    if (reader !== undefined) reader.inputEnded = true;
    // A process that has left the group may still hold it.
    member.program.stdout?.destroy();
  }

  #watchSignals(): () => void {
    const { stop, kill } = this.#io;
    const onStop = (): void => void this.#stop();
    const onKill = (): void => {
      for (const { program } of this.#members) program.send('SIGKILL');
    };
    if (stop.aborted) onStop();
    if (kill.aborted) onKill();
    stop.addEventListener('abort', onStop, { once: true });
    kill.addEventListener('abort', onKill, { once: true });
    return () => {
      stop.removeEventListener('abort', onStop);
      kill.removeEventListener('abort', onKill);
    };
  }

  async #stop(): Promise<void> {
    const [tap, ...others] = this.#members;
    if (tap !== undefined) {
      tap.stopped = true;
      void tap.program.stop();
    }
    await sleep(DRAIN_MS, undefined, { ref: false });
    for (const { end, program } of others) if (end === null) void program.stop();
  }

  #tell(): void {
    const names = new Set([...this.#extracted.counts.keys(), ...this.#given.counts.keys()]);
    const streams = [...names].slice(0, MAX_STREAMS).map((stream): SingerStream => {
      const { rows = 0, bytes = 0 } = this.#given.counts.get(stream) ?? {};
      return { stream, extractedRows: this.#extracted.counts.get(stream)?.rows ?? 0, rows, bytes };
    });
    this.#io.onProgress(streams);
  }
}

/** Resolves when either side has ended; how the programs ended says whether that was right. */
async function relay(from: Readable, to: Writable, counters: ReadonlySet<RecordCounter>): Promise<void> {
  const counting = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      for (const counter of counters) counter.take(chunk);
      done(null, chunk);
    },
    flush: (done) => {
      for (const counter of counters) counter.end();
      done();
    },
  });
  await pipeline(from, counting, to).catch(() => undefined);
}

function parsedState(line: string) {
  try {
    return parseJson(line);
  } catch {
    return null;
  }
}

function endedProgram({ plugin, end, early, stopped, silence, lastLines }: Member): EndedProgram {
  const { role, open } = plugin;
  return {
    role,
    plugin: open.plugin.name,
    end: end ?? { exitCode: null, signal: null },
    early,
    stopped,
    silence,
    lastLines,
  };
}
