/** Parquet files with the columns' real types (`duckdb-types.ts`), made by DuckDB from the page's bytes: no JavaScript per record. */
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { withEngine } from '../../systems/duckdb/engine';
import { quoteText } from '../../systems/duckdb/quote';
import type { FileFormat, ParquetSettings } from './file-format';
import { wrongCount } from './page-rows';
import { pageScan } from './page-scan';
import { withSpooledPage } from './page-spool';

const CODECS: Readonly<Record<ParquetSettings['compression'], string>> = {
  gzip: 'gzip',
  zstd: 'zstd',
  snappy: 'snappy',
  none: 'uncompressed',
};

export function parquetFormat(settings: ParquetSettings): FileFormat {
  const options = `FORMAT parquet, COMPRESSION ${CODECS[settings.compression]}, ROW_GROUP_SIZE ${String(settings.rowGroupRows)}`;
  return {
    type: 'parquet',
    write: (schema, page, path, signal, constants) =>
      withSpooledPage(page, `${path}.page`, signal, (spooled) =>
        withEngine('The format Parquet', signal, async (connection) => {
          const scan = pageScan(schema, spooled, constants);
          const rows = await copy(connection, `COPY (${scan.select}) TO ${quoteText(path)} (${options})`).catch(
            (error: unknown) => scan.explain(connection, error),
          );
          if (rows !== page.ref.rows) throw wrongCount(page, rows);
          return { rows, bytes: (await stat(path)).size };
        }),
      ),
  };
}

async function copy(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.runAndReadAll(sql);
  return Number(result.getRows()[0]?.[0]);
}
