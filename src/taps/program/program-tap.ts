/**
 * A tap that is a Singer program. One process for each stream, so that streams run side by side and one alone may fail. A page ends at a
 * STATE message, and that state is the cursor: when the process is lost, another one goes on from there.
 */
import { MeltemiError } from '../../model/errors';
import type { Bookmark, Position } from '../../model/position';
import { programBookmark, toSingerBookmark } from '../../model/singer-bookmark';
import type { JsonObject } from '../../model/json';
import type { PageWriter } from '../../pages/page-store';
import type { Catalog, Extracted, ExtractRequest, SelectedStream, Tap } from '../tap';
import { Session } from './session';
import type { TapProgram } from './tap-program';

/** A run that was paused or lost lets go of its process after 10 min. */
const IDLE_MS = 10 * 60_000;

export class ProgramTap implements Tap {
  readonly #program: TapProgram;
  readonly #warn: (message: string) => void;
  readonly #sessions = new Map<string, { readonly session: Session; readonly idle: NodeJS.Timeout }>();
  /** By session key, what the processes that are gone have failed with: the next attempt is what people see. */
  readonly #failures = new Map<string, string>();
  #catalog: Promise<Catalog> | null = null;

  constructor(program: TapProgram, warn: (message: string) => void) {
    this.#program = program;
    this.#warn = warn;
  }

  encodings(): readonly ['text'] {
    return ['text'];
  }

  resumable({ replication }: SelectedStream): boolean {
    return replication.method === 'INCREMENTAL' && this.#program.keepsState;
  }

  /** Asked for all streams it starts the program; for some it remembers what was said. */
  async discover(signal: AbortSignal, only?: readonly string[]): Promise<Catalog> {
    if (only === undefined || this.#catalog === null) {
      const asking = this.#program.discover(signal);
      this.#catalog = asking;
      asking.catch(() => (this.#catalog = null));
    }
    const { streams } = await this.#catalog;
    return { streams: streams.filter(({ stream }) => only === undefined || only.includes(stream.name)) };
  }

  async extractPage(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted> {
    const { stream, position, sessionKey } = request;
    const session = this.#take(sessionKey, position) ?? (await this.#open(request, signal));
    const stop = (): void => void session.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const { ended, state } = await session.readPage(request.limits, page, this.resumable(stream));
      signal.throwIfAborted();
      const bookmark = state === null ? null : programBookmark(state, stream.name);
      if (ended) return { next: { kind: 'end' }, bookmark };
      this.#keep(sessionKey, session);
      const cursor = { page: session.page, bookmark: bookmark === null ? null : { ...bookmark } };
      return { next: { kind: 'cursor', cursor }, bookmark: this.resumable(stream) ? bookmark : null };
    } catch (error) {
      await session.close();
      signal.throwIfAborted();
      if (error instanceof MeltemiError) this.#failures.set(sessionKey, error.reason);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const { idle } of open) clearTimeout(idle);
    await Promise.all(open.map(({ session }) => session.close()));
  }

  /** Throws `SessionLost` when the stream cannot go on from the position in another process. */
  async #open({ stream, position, sessionKey }: ExtractRequest, signal: AbortSignal): Promise<Session> {
    const bookmark = bookmarkAt(position);
    const failure = this.#failures.get(sessionKey) ?? null;
    this.#failures.delete(sessionKey);
    if (position.kind === 'cursor' && !this.resumable(stream)) throw lost(this.#program.name, stream.name, failure);
    // A worker that goes on with another one's stream has not discovered anything yet.
    await this.discover(signal, [stream.name]);
    const state = bookmark === null ? null : stateOf(stream.name, bookmark);
    const running = await this.#program.start(stream.name, this.#program.keepsState ? state : null);
    return new Session(this.#program.name, stream, running, this.#warn);
  }

  #take(key: string, position: Position): Session | null {
    const held = this.#sessions.get(key);
    if (held === undefined) return null;
    this.#sessions.delete(key);
    clearTimeout(held.idle);
    if (position.kind === 'cursor' && pageAt(position) === held.session.page) return held.session;
    void held.session.close();
    return null;
  }

  #keep(key: string, session: Session): void {
    const idle = setTimeout(() => {
      this.#sessions.delete(key);
      void session.close();
    }, IDLE_MS).unref();
    this.#sessions.set(key, { session, idle });
  }
}

interface Cursor {
  readonly page: string;
  readonly bookmark: Bookmark | null;
}

function cursorOf(position: Position): Cursor | null {
  return position.kind === 'cursor' ? (position.cursor as unknown as Cursor) : null;
}

function bookmarkAt(position: Position): Bookmark | null {
  return position.kind === 'start' ? position.bookmark : (cursorOf(position)?.bookmark ?? null);
}

function pageAt(position: Position): string | null {
  return cursorOf(position)?.page ?? null;
}

function stateOf(stream: string, bookmark: Bookmark): JsonObject {
  return { bookmarks: { [stream]: toSingerBookmark(bookmark) } };
}

function lost(tap: string, stream: string, failure: string | null): MeltemiError {
  return new MeltemiError(
    'SessionLost',
    `Reading stream \`${stream}\` of \`${tap}\`: its process is gone, and the tap cannot go on in the middle of it.`,
    `The stream starts over by itself, unless it comes no further each time.${failure === null ? '' : ` What had happened: ${failure}`}`,
  );
}
