/** Reads one page in the order of some columns: by COPY, cut at the page's limits, with the place where it ends. */
import type { Client } from 'pg';
import type { PageEncoding, PageLimits } from '../../model/page-ref';
import { CopyOut } from '../../systems/postgres/copy-out';
import type { PageWriter } from '../../pages/page-store';
import type { SelectedStream } from '../tap';
import { rowKeysOf } from './row-keys';
import { columnList, compareKeys, copyOutSql, orderList, where } from './select-sql';
import type { KeyColumn, TableFacts } from './table-facts';

export interface OrderedRead {
  readonly facts: TableFacts;
  readonly stream: SelectedStream;
  readonly encoding: PageEncoding;
  readonly limits: PageLimits;
  /** Unique in all: a place in it names one row. */
  readonly by: readonly KeyColumn[];
  readonly after: readonly string[] | null;
  /** Beside `after`. */
  readonly conditions: readonly string[];
  readonly pace: Pace;
  /** The transaction is needed after the page: rows beyond a cut are then read and dropped instead of left unread. */
  readonly keepTransaction: boolean;
}

/** How many rows a page is asked for: from the bytes per row of the page before, less when such a page was cut. */
export interface Pace {
  readonly rowBytes?: number;
  readonly cap?: number;
}

/** Takes rows as `PageWriter.write` does. */
export type RowSink = Pick<PageWriter, 'write'>;

export interface OrderedResult {
  readonly rows: number;
  /** The last row's place; null when the page is empty. */
  readonly last: readonly string[] | null;
  /** There is nothing behind it. */
  readonly ended: boolean;
  /** False: the page was cut and the connection given up with it. */
  readonly connected: boolean;
  readonly pace: Pace;
}

/** Without statistics: small enough that rows of 16 KiB still make a page of the default size, 16 MiB. */
const UNKNOWN_ROW_BYTES = 1024;
/** A page may grow this far beyond its limit before it is cut, which costs the connection: averages vary. */
const OVERSHOOT = 1.5;

export async function readOrdered(
  client: Client,
  read: OrderedRead,
  page: RowSink,
  signal: AbortSignal,
): Promise<OrderedResult> {
  const asked = rowsToAsk(read);
  const query =
    `select ${columnList(read.stream)} from ${read.facts.from}` +
    where([...read.conditions, afterCondition(read)]) +
    ` order by ${orderList(read.by)} limit ${asked}`;
  const keysOf = rowKeysOf(read.stream, read.by, read.encoding);
  const enough = enoughOf(read.limits);
  const copy = CopyOut.start(client, copyOutSql(query, read.encoding), read.encoding);
  let rows = 0;
  let bytes = 0;
  let last: readonly string[] | null = null;
  let cut = false;
  for (let piece = await copy.read(); piece !== null; piece = await copy.read()) {
    signal.throwIfAborted();
    if (cut) continue;
    await page.write(piece.chunk, piece.rows);
    rows += piece.rows;
    bytes += piece.chunk.length;
    if (piece.rows > 0) last = piece.lastRow === null ? null : (keysOf?.(piece.lastRow) ?? null);
    cut = piece.endsRow && last !== null && rows < asked && enough(bytes);
    if (cut && !read.keepTransaction) {
      copy.abandon();
      break;
    }
  }
  if (rows === 0) return { rows, last: null, ended: true, connected: true, pace: {} };
  const pace = paceAfter(read.pace, { rows, bytes, asked, cut });
  last ??= await lastByQuery(client, read, rows);
  return { rows, last, ended: !cut && rows < asked, connected: !cut || read.keepTransaction, pace };
}

/** Rows that a page of `limits` is expected to hold. */
export function rowsToAsk({ limits, facts, pace }: Pick<OrderedRead, 'limits' | 'facts' | 'pace'>): number {
  const { estimate } = facts;
  const guess = estimate === null ? UNKNOWN_ROW_BYTES : Math.max(estimate.bytes / estimate.rows, 1);
  const fitting = Math.floor(limits.maxBytes / (pace.rowBytes ?? guess));
  return Math.max(1, Math.min(fitting, limits.maxRows, pace.cap ?? Infinity));
}

function afterCondition({ by, after }: OrderedRead): string | null {
  return after === null ? null : compareKeys(by, '>', after);
}

function enoughOf(limits: PageLimits): (bytes: number) => boolean {
  const end = performance.now() + limits.maxSeconds * 1000;
  return (bytes) => bytes > limits.maxBytes * OVERSHOOT || performance.now() > end;
}

interface PageTaken {
  readonly rows: number;
  readonly bytes: number;
  readonly asked: number;
  readonly cut: boolean;
}

function paceAfter(before: Pace, { rows, bytes, asked, cut }: PageTaken): Pace {
  const rowBytes = Math.max(1, Math.round(bytes / rows));
  if (cut) return { rowBytes, cap: rows };
  // A page that stayed within its limits may be followed by one of twice the rows, until the cap is no longer one.
  return before.cap !== undefined && before.cap <= asked ? { rowBytes, cap: before.cap * 2 } : { rowBytes };
}

/** The same order in the same snapshot, so the same row: for keys that cannot be read from the page itself. */
async function lastByQuery(client: Client, read: OrderedRead, rows: number): Promise<readonly string[] | null> {
  const keys = read.by.map((_, index) => `k.k${String(index)}::text`).join(', ');
  const inner = read.by.map((column, index) => `${orderList([column])} as k${String(index)}`).join(', ');
  const { rows: found } = await client.query<string[]>({
    text:
      `select ${keys} from (select ${inner} from ${read.facts.from}${where([...read.conditions, afterCondition(read)])}` +
      ` order by ${orderList(read.by)} offset ${rows - 1} limit 1) k`,
    rowMode: 'array',
  });
  return found[0] ?? null;
}
