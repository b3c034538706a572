/**
 * What all streams of a tap in a process know of a host: when it may be asked again, and how fast. A request waits for its turn; a host
 * that refuses, or that says that nothing is left, closes for all of them, and only the first refusal says for how long.
 */
import { MeltemiError } from '../../model/errors';

/** How a turn is waited for: as `StreamRun` has it, so that a long wait may throw instead. */
export interface Waiting {
  readonly nowMs: () => number;
  readonly sleep: (seconds: number, why: Error) => Promise<void>;
}

interface Closure {
  readonly untilMs: number;
  readonly why: Error;
}

/** A request that is under way. */
export interface Turn {
  /** Closures that the host had had by then. */
  readonly closures: number;
}

export class HostLimits {
  readonly #hosts = new Map<string, HostLimit>();

  /** `host`: as in a URL. */
  of(host: string): HostLimit {
    const known = this.#hosts.get(host) ?? new HostLimit(host);
    this.#hosts.set(host, known);
    return known;
  }
}

export class HostLimit {
  #closure: Closure | null = null;
  #closures = 0;
  /** When the next request may be made at the speed that the streams have. */
  #nextMs = 0;
  #underWay = 0;

  constructor(private readonly host: string) {}

  /** Resolves when a request may be made. Throws what `sleep` throws; the turn is free again then. */
  async turn(requestsPerSecond: number | null, waiting: Waiting): Promise<Turn> {
    do {
      await this.#opened(waiting);
      if (requestsPerSecond !== null) await this.#paced(requestsPerSecond, waiting);
    } while (this.#closure !== null);
    this.#underWay++;
    return { closures: this.#closures };
  }

  /** The request of a turn is answered or has failed. */
  done(): void {
    this.#underWay--;
  }

  /** Whether a request that was made since, or at the same time, has closed the host: that wait counts for this one, too. */
  hasClosedSince({ closures }: Turn): boolean {
    return this.#closures > closures;
  }

  /** Nobody asks for so long; answers how to end that. `why`: told by whoever has to wait too long. */
  close(seconds: number, why: Error, nowMs: number): () => void {
    const closure = { untilMs: nowMs + seconds * 1000, why };
    this.#closure = closure;
    this.#closures++;
    return () => this.#open(closure);
  }

  /** Takes note of what an answer says is left; requests under way are not counted in it yet. */
  heed(remaining: number, resetAtMs: number, nowMs: number): void {
    if (remaining > this.#underWay || resetAtMs <= nowMs || (this.#closure?.untilMs ?? 0) >= resetAtMs) return;
    const seconds = (resetAtMs - nowMs) / 1000;
    this.close(seconds, exhausted(this.host, seconds), nowMs);
  }

  async #opened({ nowMs, sleep }: Waiting): Promise<void> {
    for (let closure = this.#closure; closure !== null; closure = this.#closure) {
      const seconds = (closure.untilMs - nowMs()) / 1000;
      if (seconds > 0) await sleep(seconds, closure.why);
      this.#open(closure);
    }
  }

  async #paced(requestsPerSecond: number, { nowMs, sleep }: Waiting): Promise<void> {
    const interval = 1000 / requestsPerSecond;
    const now = nowMs();
    const at = Math.max(now, this.#nextMs);
    this.#nextMs = at + interval;
    if (at === now) return;
    try {
      await sleep((at - now) / 1000, tooFast(this.host, requestsPerSecond));
    } catch (error) {
      this.#nextMs -= interval;
      throw error;
    }
  }

  #open(closure: Closure): void {
    if (this.#closure === closure) this.#closure = null;
  }
}

function exhausted(host: string, seconds: number): MeltemiError {
  return new MeltemiError(
    'SourceRateLimited',
    `The host ${host} says that it allows no more requests for ${Math.ceil(seconds)} s.`,
    'It is gone on with by itself then.',
  );
}

function tooFast(host: string, requestsPerSecond: number): MeltemiError {
  return new MeltemiError(
    'SourceRateLimited',
    `The stream makes ${requestsPerSecond} requests a second to ${host}, as its \`requestsPerSecond\` says.`,
    'It is gone on with by itself.',
  );
}
