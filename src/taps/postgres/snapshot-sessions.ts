/**
 * Tables without a key, views and `snapshot: true`: one COPY in one transaction, kept open between pages and held up by
 * back-pressure. It lives in this process only; whoever comes back to another place than where it is has lost it.
 */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { connect, endOnAbort } from '../../systems/postgres/connect';
import { CopyOut } from '../../systems/postgres/copy-out';
import type { CopyPiece } from '../../systems/postgres/copy-pieces';
import { postgresFailure } from '../../systems/postgres/errors';
import type { PageWriter } from '../../pages/page-store';
import type { Extracted, ExtractRequest } from '../tap';
import type { TableName } from './catalog';
import { at } from './page-context';
import { columnList, copyOutSql } from './select-sql';
import { cutRows } from './split-rows';
import { openTable } from './table-facts';
import type { TapPostgresSettings } from './tap-settings';

/** A run that was paused or lost lets go of the table's old row versions after 10 min. */
const IDLE_MS = 10 * 60_000;

interface Session {
  readonly client: Client;
  readonly copy: CopyOut;
  rows: number;
  /** Read and not given yet. */
  rest: CopyPiece | null;
  idle: NodeJS.Timeout | null;
}

export class SnapshotSessions {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly settings: TapPostgresSettings) {}

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
    let client: Client | null = held?.client ?? null;
    try {
      if (given !== null && held?.rows !== given) throw lost(request.stream.name);
      if (given === null && held !== null) drop(held.client);
      if (given === null) client = await connect(this.settings.connection, { side: 'source', purpose: doing, signal });
      if (client === null) throw lost(request.stream.name);
      const stopWatching = endOnAbort(client, this.settings.connection, signal);
      const session =
        given === null || held === null ? await begin(client, request, name, this.clausesOf(request)) : held;
      const ended = await give(session, request, page);
      stopWatching();
      signal.throwIfAborted();
      if (!ended) {
        this.keep(request.sessionKey, session);
        return { next: at({ mode: 'snapshot', rows: session.rows }), bookmark: null };
      }
      await client.query('commit');
      await client.end();
      return { next: { kind: 'end' }, bookmark: null };
    } catch (error) {
      if (client !== null) drop(client);
      signal.throwIfAborted();
      throw this.failure(error, request, given, doing);
    }
  }

  close(): void {
    for (const key of [...this.sessions.keys()]) {
      const session = this.take(key);
      if (session !== null) drop(session.client);
    }
  }

  /** A connection that broke in the middle took the snapshot with it: trying the page again cannot help. */
  private failure(error: unknown, request: ExtractRequest, given: number | null, doing: string): unknown {
    const failure = postgresFailure(error, { side: 'source', doing, settings: this.settings.connection });
    const isBroken = failure instanceof MeltemiError && failure.code === 'SourceUnavailable';
    return isBroken && given !== null ? lost(request.stream.name, failure) : failure;
  }

  private clausesOf({ stream }: ExtractRequest): readonly string[] {
    return this.settings.whereClauses.get(stream.name) ?? [];
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
      drop(session.client);
    }, IDLE_MS);
    session.idle.unref();
    this.sessions.set(key, session);
  }
}

async function begin(
  client: Client,
  request: ExtractRequest,
  name: TableName,
  clauses: readonly string[],
): Promise<Session> {
  const { stream, encoding } = request;
  const facts = await openTable(client, name, stream, clauses);
  const query = `select ${columnList(stream)} from ${facts.from}`;
  return {
    client,
    copy: CopyOut.start(client, copyOutSql(query, encoding), encoding),
    rows: 0,
    rest: null,
    idle: null,
  };
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

function drop(client: Client): void {
  client.connection.stream.destroy();
}

function lost(stream: string, cause?: unknown): MeltemiError {
  return new MeltemiError(
    'SessionLost',
    `The snapshot of stream \`${stream}\` is not open any more where the run left it.`,
    'The stream starts again. A primary key on the table (and no `snapshot: true`) would let it go on instead.',
    cause === undefined ? {} : { cause },
  );
}
