/** tap-postgres: reads tables and views of a PostgreSQL database by COPY, page by page. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { PageEncoding } from '../../model/page-ref';
import type { PageWriter } from '../../pages/page-store';
import { PostgresPool } from '../../systems/postgres/pool';
import { isBinaryStable } from '../../systems/postgres/types';
import type { SingerForm, SingerTap } from '../singer-form';
import type { Catalog, Extracted, ExtractRequest, SelectedStream, TapFactory } from '../tap';
import { catalogOf, readTables, type FoundTable, type TableName } from './catalog';
import { readCursor, type Cursor, type RangesCursor } from './cursor';
import { readKeysPage } from './full-table';
import { divideByKey } from './key-ranges';
import { readIncrementalPage } from './incremental';
import { readRangesPage, startOfRanges, type WithTable } from './ranges-page';
import { withinCount } from './record-count';
import { singerFormOf } from './singer/variants';
import { SnapshotSessions } from './snapshot-sessions';
import { openTable } from './table-facts';
import { readTapSettings, type TapPostgresSettings } from './tap-settings';

export const createPostgresTap: TapFactory<SingerTap> = (settings, context) =>
  new PostgresTap(readTapSettings(settings, context.pluginName), context.warn);

class PostgresTap implements SingerTap {
  private readonly pool: PostgresPool;
  private readonly snapshots: SnapshotSessions;
  /** What was discovered so far: a stream's name alone does not tell schema and table apart when they hold a `-`. */
  private readonly found = new Map<string, FoundTable>();

  constructor(
    private readonly settings: TapPostgresSettings,
    private readonly warn: (message: string) => void,
  ) {
    this.pool = new PostgresPool(settings.connection);
    this.snapshots = new SnapshotSessions(settings, (stream, reason) => this.tellIndivisible(stream, reason));
  }

  encodings(stream: SelectedStream): readonly PageEncoding[] {
    const isStable = stream.schema.columns.every(({ sqlType }) => sqlType !== undefined && isBinaryStable(sqlType));
    return isStable ? ['binary', 'text'] : ['text'];
  }

  resumable(stream: SelectedStream): boolean {
    if (stream.replication.method === 'INCREMENTAL') return true;
    // Keys that a project gives to a view or to a keyless table need not be unique, so pages cannot go by them.
    const key = this.found.get(stream.name)?.primaryKey ?? stream.schema.keyProperties;
    return !stream.replication.snapshot && key.length > 0;
  }

  async discover(signal: AbortSignal, streams?: readonly string[]): Promise<Catalog> {
    return this.pool.use({ side: 'source', purpose: 'discovering tables', signal }, async (client) =>
      catalogOf(await this.find(client, streams ?? null)),
    );
  }

  singerForm(variant: string | null): SingerForm {
    return singerFormOf(variant, this.found, this.settings);
  }

  async extractPage(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted> {
    const { maxRecordCount } = this.settings;
    if (maxRecordCount === null) return this.extract(request, page, signal);
    return withinCount(maxRecordCount, request, page, (limited) => this.extract(limited, page, signal));
  }

  private async extract(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted> {
    const { stream, position } = request;
    if (position.kind === 'end') return { next: position, bookmark: null };
    const cursor = position.kind === 'cursor' ? readCursor(position.cursor, stream.name) : null;
    const { name, primaryKey } = await this.tableOf(stream.name, signal);
    const isFull = stream.replication.method === 'FULL_TABLE';
    const isSnapshot =
      stream.replication.method === 'FULL_TABLE' && (stream.replication.snapshot || primaryKey.length === 0);
    if (isSnapshot ? cursor !== null && cursor.mode !== 'snapshot' : cursor?.mode === 'snapshot') {
      throw otherWay(stream.name);
    }
    if (isSnapshot) {
      return this.snapshots.readPage(request, name, cursor?.mode === 'snapshot' ? cursor.rows : null, page, signal);
    }
    const withTable = this.withTable(stream, name);
    const ranges = isFull ? await this.rangesOf(request, cursor, withTable, signal) : null;
    if (ranges !== null) return readRangesPage(withTable, request, ranges, page, signal);
    return withTable(signal, async (client, facts) => {
      const context = { client, facts, request, page, signal };
      if (isFull) return readKeysPage(context, keysCursor(cursor, stream.name));
      if (cursor === null) {
        return readIncrementalPage(context, { bookmark: position.kind === 'start' ? position.bookmark : null });
      }
      if (cursor.mode === 'keys' || cursor.mode === 'ranges' || cursor.mode === 'snapshot') throw otherWay(stream.name);
      return readIncrementalPage(context, { cursor });
    });
  }

  private withTable(stream: SelectedStream, name: TableName): WithTable {
    const clauses = this.settings.whereClauses.get(stream.name) ?? [];
    return (signal, read) =>
      this.pool.use({ side: 'source', purpose: `reading \`${stream.name}\``, signal }, async (client) =>
        read(client, await openTable(client, name, stream, clauses)),
      );
  }

  /** Null: the full table is read in one range. What a run began with counts to its end, whatever the settings say meanwhile. */
  private async rangesOf(
    { stream, limits }: ExtractRequest,
    cursor: Cursor | null,
    withTable: WithTable,
    signal: AbortSignal,
  ): Promise<RangesCursor | null> {
    if (cursor !== null) return cursor.mode === 'ranges' ? cursor : null;
    const { maxParallel, maxRecordCount } = this.settings;
    // With a limit of rows the order decides which of them are read.
    if (maxParallel === 1 || maxRecordCount !== null) return null;
    return withTable(signal, async (client, facts) => {
      const { ranges, reason } = await divideByKey(client, facts, maxParallel, limits);
      await client.query('commit');
      if (reason !== null) this.tellIndivisible(stream.name, reason);
      return ranges.length === 1 ? null : startOfRanges(facts, ranges);
    });
  }

  private tellIndivisible(stream: string, reason: string): void {
    this.warn(`Stream \`${stream}\` is read by one connection in spite of \`max_parallel\`: ${reason}.`);
  }

  async close(): Promise<void> {
    this.snapshots.close();
    await this.pool.close();
  }

  private async find(client: Client, streams: readonly string[] | null): Promise<readonly FoundTable[]> {
    const { filterSchemas: schemas, includePartitions: partitions } = this.settings;
    const tables = await readTables(client, { schemas, partitions, streams }, this.settings);
    for (const table of tables) this.found.set(table.entry.stream.name, table);
    return tables;
  }

  private async tableOf(stream: string, signal: AbortSignal): Promise<FoundTable> {
    const known = this.found.get(stream);
    if (known !== undefined) return known;
    await this.discover(signal, [stream]);
    const found = this.found.get(stream);
    if (found !== undefined) return found;
    throw new MeltemiError(
      'StreamNotFound',
      `The database has no table or view for the stream \`${stream}\`.`,
      'Check the name, and `filter_schemas`; streams are named `<schema>-<table>`.',
    );
  }
}

function keysCursor(cursor: Cursor | null, stream: string): Extract<Cursor, { mode: 'keys' }> | null {
  if (cursor === null || cursor.mode === 'keys') return cursor;
  throw otherWay(stream);
}

function otherWay(stream: string): MeltemiError {
  return new MeltemiError(
    'SourceSchemaChanged',
    `Reading stream \`${stream}\`: its key or its replication is not what it was when the run began.`,
    'Run the job again: it is planned with the table as it is then.',
  );
}
