/**
 * Tables without a key, views and `snapshot: true`: one snapshot, its COPY kept open between pages and held up by
 * back-pressure. It lives in this process only; whoever comes back to another place than where it is has lost it.
 */
import { MeltemiError } from '../../model/errors';
import type { CopyPiece } from '../../systems/postgres/copy-pieces';
import { postgresFailure } from '../../systems/postgres/errors';
import type { PageWriter } from '../../pages/page-store';
import type { Extracted, ExtractRequest } from '../tap';
import type { TableName } from './catalog';
import { at } from './page-context';
import { SnapshotCopy } from './snapshot-copy';
import { cutRows } from './split-rows';
import type { TapPostgresSettings } from './tap-settings';

/** A run that was paused or lost lets go of the table's old row versions after 10 min. */
const IDLE_MS = 10 * 60_000;

interface Session {
  readonly copy: SnapshotCopy;
  rows: number;
  /** Read and not given yet. */
  rest: CopyPiece | null;
  idle: NodeJS.Timeout | null;
}

export class SnapshotSessions {
  private readonly sessions = new Map<string, Session>();

  /** `tellIndivisible`: a table that was to be read side by side is not, because of what the clause says. */
  constructor(
    private readonly settings: TapPostgresSettings,
    private readonly tellIndivisible: (stream: string, reason: string) => void,
  ) {}

  /** `given`: rows of the snapshot that were given before; null starts a new one. Throws `SessionLost`. */
  async readPage(
    request: ExtractRequest,
    name: TableName,
    given: number | null,
    page: PageWriter,
    signal: AbortSignal,
  ): Promise<Extracted> {
    const doing = `reading \`${request.stream.name}\` in one snapshot`;
    const held = this.take(request.sessionKey);
    let copy = held?.copy ?? null;
    try {
      if (given !== null && held?.rows !== given) throw lost(request.stream.name);
      if (given === null) {
        copy?.drop();
        copy = null;
        copy = await this.open(request, name, doing, signal);
      }
      if (copy === null) throw lost(request.stream.name);
      const session = given === null || held === null ? { copy, rows: 0, rest: null, idle: null } : held;
      const stopWatching = copy.endOnAbort(signal);
      const ended = await give(session, request, page);
      stopWatching();
      signal.throwIfAborted();
      if (!ended) {
        this.keep(request.sessionKey, session);
        return { next: at({ mode: 'snapshot', rows: session.rows }), bookmark: null };
      }
      await copy.end();
      return { next: { kind: 'end' }, bookmark: null };
    } catch (error) {
      copy?.drop();
      signal.throwIfAborted();
      throw this.failure(error, request, given, doing);
    }
  }

  close(): void {
    for (const key of [...this.sessions.keys()]) {
      const session = this.take(key);
      session?.copy.drop();
    }
  }

  /** A connection that broke in the middle took the snapshot with it: trying the page again cannot help. */
  private failure(error: unknown, request: ExtractRequest, given: number | null, doing: string): unknown {
    const failure = postgresFailure(error, { side: 'source', doing, settings: this.settings.connection });
    const isBroken = failure instanceof MeltemiError && failure.code === 'SourceUnavailable';
    return isBroken && given !== null ? lost(request.stream.name, failure) : failure;
  }

  private open(request: ExtractRequest, name: TableName, purpose: string, signal: AbortSignal): Promise<SnapshotCopy> {
    const { connection, whereClauses, maxParallel, maxRecordCount } = this.settings;
    const { stream, encoding, limits } = request;
    return SnapshotCopy.open(connection, {
      stream,
      encoding,
      name,
      purpose,
      signal,
      clauses: whereClauses.get(stream.name) ?? [],
      // Which rows are the first ones hangs on the order.
      mostReaders: maxRecordCount === null ? maxParallel : 1,
      pageBytes: limits.maxBytes,
      tellIndivisible: (reason) => this.tellIndivisible(stream.name, reason),
    });
  }

  private take(key: string): Session | null {
    const session = this.sessions.get(key);
    if (session === undefined) return null;
    this.sessions.delete(key);
    if (session.idle !== null) clearTimeout(session.idle);
    session.idle = null;
    return session;
  }

  private keep(key: string, session: Session): void {
    session.idle = setTimeout(() => {
      this.take(key);
      session.copy.drop();
    }, IDLE_MS);
    session.idle.unref();
    this.sessions.set(key, session);
  }
}

/** Fills the page; true when the snapshot is over. */
async function give(session: Session, { limits, encoding }: ExtractRequest, page: PageWriter): Promise<boolean> {
  const end = performance.now() + limits.maxSeconds * 1000;
  let rows = 0;
  let bytes = 0;
  for (;;) {
    const piece = session.rest ?? (await session.copy.read());
    session.rest = null;
    if (piece === null) return true;
    // A row longer than a piece comes in several, which cannot be cut.
    const cut = piece.endsRow
      ? cutRows(piece, encoding, limits.maxRows - rows, limits.maxBytes - bytes)
      : { at: piece.chunk.length, rows: piece.rows };
    const isWhole = cut.at === piece.chunk.length;
    await page.write(isWhole ? piece.chunk : piece.chunk.subarray(0, cut.at), cut.rows);
    rows += cut.rows;
    bytes += cut.at;
    session.rows += cut.rows;
    if (!isWhole) {
      session.rest = { ...piece, chunk: piece.chunk.subarray(cut.at), rows: piece.rows - cut.rows, begunBytes: 0 };
    }
    const isFull = bytes >= limits.maxBytes || rows >= limits.maxRows || performance.now() > end;
    if (isFull && piece.endsRow) return false;
  }
}

function lost(stream: string, cause?: unknown): MeltemiError {
  return new MeltemiError(
    'SessionLost',
    `The snapshot of stream \`${stream}\` is not open any more where the run left it.`,
    'The stream starts again. A primary key on the table (and no `snapshot: true`) would let it go on instead.',
    cause === undefined ? {} : { cause },
  );
}
