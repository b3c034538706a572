/**
 * All rows of one snapshot of a table: by one COPY, or by several on connections of their own, each of a range of the table's blocks,
 * all in the snapshot that the first one exports.
 */
import type { Client } from 'pg';
import type { PageEncoding } from '../../model/page-ref';
import { connect, endOnAbort } from '../../systems/postgres/connect';
import { CopyOut } from '../../systems/postgres/copy-out';
import type { CopyPiece } from '../../systems/postgres/copy-pieces';
import type { PostgresSettings } from '../../systems/postgres/settings';
import type { SelectedStream } from '../tap';
import { blockConditions, reasonAgainstBlocks } from './block-ranges';
import type { TableName } from './catalog';
import { MergedCopy, type RowSource } from './merged-copy';
import { columnList, copyOutSql } from './select-sql';
import { rangeCount, storageOf } from './storage';
import { joinSnapshot, openTable, rowsOf, type TableFacts } from './table-facts';

export interface SnapshotRead {
  readonly stream: SelectedStream;
  readonly encoding: PageEncoding;
  readonly name: TableName;
  /** Conditions in SQL that every row meets. */
  readonly clauses: readonly string[];
  /** Connections at most. */
  readonly mostReaders: number;
  /** A table that is no larger is read by one connection. */
  readonly pageBytes: number;
  /** What the connections are for, in messages. */
  readonly purpose: string;
  /** Ends the opening. */
  readonly signal: AbortSignal;
  /** Called, with the reason as a clause, when one connection reads because the table cannot be divided. */
  readonly tellIndivisible: (reason: string) => void;
}

export class SnapshotCopy implements RowSource {
  private constructor(
    private readonly settings: PostgresSettings,
    private readonly clients: readonly Client[],
    private readonly rows: RowSource,
  ) {}

  /** Throws what the server or the network said; nothing stays open then. */
  static async open(settings: PostgresSettings, read: SnapshotRead): Promise<SnapshotCopy> {
    const clients: Client[] = [];
    const stops: (() => void)[] = [];
    const oneMore = async (): Promise<Client> => {
      const client = await connect(settings, { side: 'source', purpose: read.purpose, signal: read.signal });
      clients.push(client);
      stops.push(endOnAbort(client, settings, read.signal));
      return client;
    };
    try {
      const first = await oneMore();
      const facts = await openTable(first, read.name, read.stream, read.clauses);
      const conditions = read.mostReaders > 1 ? await conditionsFor(first, facts, read) : [];
      if (conditions.length > 1) {
        const snapshot = await exportSnapshot(first);
        // One after the other: some 10 ms each, and no two of them fail at once.
        while (clients.length < conditions.length) await joinSnapshot(await oneMore(), facts.table, snapshot);
      }
      const copies = clients.map((client, index) => startCopy(client, facts, read, conditions[index] ?? null));
      const [only] = copies;
      const rows = copies.length === 1 && only !== undefined ? only : new MergedCopy(copies);
      for (const stop of stops) stop();
      return new SnapshotCopy(settings, clients, rows);
    } catch (error) {
      for (const client of clients) drop(client);
      throw error;
    }
  }

  read(): Promise<CopyPiece | null> {
    return this.rows.read();
  }

  /** As `endOnAbort` of each connection. */
  endOnAbort(signal: AbortSignal): () => void {
    const stops = this.clients.map((client) => endOnAbort(client, this.settings, signal));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** After the last row. */
  async end(): Promise<void> {
    for (const client of this.clients) await client.end();
  }

  /** In the middle of it. */
  drop(): void {
    for (const client of this.clients) drop(client);
  }
}

function drop(client: Client): void {
  client.connection.stream.destroy();
}

async function conditionsFor(client: Client, facts: TableFacts, read: SnapshotRead): Promise<readonly string[]> {
  const storage = await storageOf(client, facts.table);
  const reason = reasonAgainstBlocks(storage);
  if (reason !== null) read.tellIndivisible(reason);
  const ranges = reason === null ? rangeCount(storage, read.mostReaders, read.pageBytes) : 1;
  return ranges === 1 ? [] : blockConditions(storage.blocks, ranges);
}

async function exportSnapshot(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select pg_catalog.pg_export_snapshot() as id');
  return rows[0]?.id ?? '';
}

function startCopy(
  client: Client,
  facts: TableFacts,
  { stream, encoding }: SnapshotRead,
  condition: string | null,
): CopyOut {
  const from = condition === null ? facts.from : rowsOf(facts.table, [condition, ...facts.clauses]);
  return CopyOut.start(client, copyOutSql(`select ${columnList(stream)} from ${from}`, encoding), encoding);
}
