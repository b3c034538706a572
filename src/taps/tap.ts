/**
 * The contract of a tap: reads a source. One folder per system beside this file, one line in `registry.ts`, one call of
 * `describeTap` in `test/contract`.
 */
import type { PageEncoding, PageLimits } from '../model/page-ref';
import type { PluginContext } from '../model/plugin-context';
import type { Bookmark, Position } from '../model/position';
import type { JsonObject } from '../model/json';
import type { Replication, Stream, StreamSchema } from '../model/stream';
import type { PageWriter } from '../pages/page-store';

/** A stream as the source offers it, before selection. */
export interface CatalogStream {
  readonly stream: Stream;
  /** Columns that are never read (Singer: inclusion `unsupported`), with the reason. */
  readonly unsupported: readonly { readonly name: string; readonly reason: string }[];
  /** Stream-level Singer metadata of the discovered catalog, e.g. `schema-name`, `is-view`. */
  readonly metadata: JsonObject;
}

export interface Catalog {
  readonly streams: readonly CatalogStream[];
}

/** What of a stream is read, fixed for a run: the selected columns in page order, and how. */
export interface SelectedStream {
  readonly name: string;
  readonly schema: StreamSchema;
  readonly replication: Replication;
}

export interface ExtractRequest {
  readonly stream: SelectedStream;
  readonly position: Position;
  readonly limits: PageLimits;
  readonly encoding: PageEncoding;
  /** Names the run, for taps that keep a session (a snapshot) open between pages. */
  readonly sessionKey: string;
}

/** Where the next page starts, and the bookmark that is true once this page and all before it are loaded. */
export interface Extracted {
  readonly next: Position;
  /** Null: this page moves no bookmark (full table, or an unsorted stream before its end). */
  readonly bookmark: Bookmark | null;
}

export interface Tap {
  /** Encodings this tap can write the stream in, best first. `text` is always among them. */
  encodings(stream: SelectedStream): readonly PageEncoding[];
  /** False when a lost page cannot be read again from its position (no key, snapshot). */
  resumable(stream: SelectedStream): boolean;
  /** `streams`: only these, when given (names that do not exist are left out). Throws `SourceUnavailable`, `CredentialsRejected`, ... */
  discover(signal: AbortSignal, streams?: readonly string[]): Promise<Catalog>;
  /**
   * Writes records from `position` on to `page` until a limit is reached or the stream ends. Does not commit the page.
   * Repeatable: the same position again yields the same records or newer ones, never fewer. Writing no record is fine.
   */
  extractPage(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted>;
  /** Ends sessions and connections. Idempotent. */
  close(): Promise<void>;
}

/** Makes a tap of a plugin's resolved settings; throws `ConfigInvalid` naming the setting. Does no I/O. */
export type TapFactory<Made extends Tap = Tap> = (settings: JsonObject, context: PluginContext) => Made;
