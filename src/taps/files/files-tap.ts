/** A tap for files on a disk. A page gathers records of one file or several; its cursor is a place in bytes, so that nothing is read twice. */
import { MeltemiError } from '../../model/errors';
import type { Position } from '../../model/position';
import type { PageWriter } from '../../pages/page-store';
import { filesOf } from '../../systems/files/glob';
import type { Catalog, CatalogStream, Extracted, ExtractRequest, SelectedStream, Tap } from '../tap';
import { cursorOf, placeOf, type FilePlace } from './file-cursor';
import type { FileFormat, FileStream, Room } from './file-format';
import { FileReading } from './file-reading';
import { entityOf, type FileSource } from './file-source';
import { HeldReadings } from './held-readings';

export class FilesTap<S extends FileSource> implements Tap {
  readonly #held = new HeldReadings();

  constructor(
    private readonly format: FileFormat<S>,
    private readonly pluginName: string,
  ) {}

  encodings(): readonly ['text'] {
    return ['text'];
  }

  resumable(): boolean {
    return true;
  }

  async discover(signal: AbortSignal, only?: readonly string[]): Promise<Catalog> {
    const streams: CatalogStream[] = [];
    for (const stream of await this.#streams()) {
      signal.throwIfAborted();
      if (only?.includes(stream.name) ?? true) streams.push(await this.#catalogStream(stream, signal));
    }
    return { streams };
  }

  async extractPage(request: ExtractRequest, page: PageWriter, signal: AbortSignal): Promise<Extracted> {
    const { stream: selected, position, sessionKey } = request;
    if (position.kind === 'end') return { next: position, bookmark: null };
    signal.throwIfAborted();
    assertFull(selected);
    const stream = await this.#stream(selected.name);
    let place = placeOf(position, stream.name);
    const open = 'path' in place ? await this.#held.take(sessionKey, place) : null;
    const reader = new PageReader(this.format, stream, request, page, signal, open);
    try {
      place = await reader.read(place);
      await reader.leave(this.#held);
    } catch (error) {
      await reader.close();
      throw error;
    }
    return { next: nextOf(place, stream), bookmark: null };
  }

  close(): Promise<void> {
    return this.#held.close();
  }

  async #stream(name: string): Promise<FileStream<S>> {
    const found = (await this.#streams()).find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new MeltemiError(
      'StreamNotFound',
      `\`${this.pluginName}\` has no files for the stream \`${name}\`.`,
      'Look at `files` in its settings, and whether the files are still there.',
    );
  }

  async #streams(): Promise<readonly FileStream<S>[]> {
    const streams = (await Promise.all((await this.format.sources()).map((source) => this.#streamsOf(source)))).flat();
    const twice = streams.find((each, index) => streams.findIndex(({ name }) => name === each.name) !== index);
    if (twice === undefined) return streams;
    throw new MeltemiError(
      'ConfigInvalid',
      `Two entries in the settings of \`${this.pluginName}\` make the stream \`${twice.name}\`.`,
      'Give each an `entity` of its own; one entry may read many files: `path` is a folder or a pattern then.',
    );
  }

  async #streamsOf(source: S): Promise<readonly FileStream<S>[]> {
    const { endings } = this.format;
    const paths = await filesOf(source.path, endings);
    if (paths.length === 0)
      throw new MeltemiError(
        'SourceRejected',
        `There is no file for \`${source.path}\` of \`${this.pluginName}\`.`,
        `Correct the path. Of a folder, files that end with ${endings.map((each) => `\`${each}\``).join(', ')} are read.`,
      );
    if (source.entity !== null) return [{ name: source.entity, source, paths }];
    return paths.map((path) => ({ name: entityOf(path, endings), source, paths: [path] }));
  }

  async #catalogStream(stream: FileStream<S>, signal: AbortSignal): Promise<CatalogStream> {
    const columns = await this.format.columns(stream, signal);
    const { keys } = stream.source;
    const missing = keys.find((key) => !columns.some(({ name }) => name === key));
    if (missing !== undefined)
      throw new MeltemiError(
        'ConfigInvalid',
        `The stream \`${stream.name}\` of \`${this.pluginName}\` has no column \`${missing}\`, which \`keys\` names.`,
        'Correct `keys`, or look at the files.',
      );
    return {
      stream: {
        name: stream.name,
        schema: { columns, keyProperties: keys },
        replication: { method: 'FULL_TABLE', snapshot: false },
      },
      unsupported: [],
      metadata: {},
    };
  }
}

/** Reads files one after the other until the page is full. */
class PageReader<S extends FileSource> {
  readonly #startedMs = Date.now();

  constructor(
    private readonly format: FileFormat<S>,
    private readonly stream: FileStream<S>,
    private readonly request: ExtractRequest,
    private readonly page: PageWriter,
    private readonly signal: AbortSignal,
    private open: FileReading | null,
  ) {}

  async read(from: FilePlace): Promise<FilePlace> {
    let place = from;
    for (let room = this.#room(); room !== null; room = this.#room()) {
      this.signal.throwIfAborted();
      const reading = this.open ?? (await this.#next(place));
      if (reading === null) return place;
      this.open = reading;
      const piece = await reading.take(room);
      if (piece === null) {
        await this.leave(null);
        place = { after: reading.path };
      } else {
        if (piece.rows > 0) await this.page.write(Buffer.from(piece.lines), piece.rows);
        place = reading.place;
      }
    }
    return place;
  }

  /** Ends the reading of the file that is open, or hands it over to the next page. Throws `SourceSchemaChanged`. */
  async leave(held: HeldReadings | null): Promise<void> {
    const reading = this.open;
    if (reading === null) return;
    await reading.assertUnchanged();
    this.open = null;
    await (held === null ? reading.close() : held.keep(this.request.sessionKey, reading));
  }

  async close(): Promise<void> {
    await this.open?.close();
    this.open = null;
  }

  async #next(place: FilePlace): Promise<FileReading | null> {
    const path = 'path' in place ? place.path : pathAfter(this.stream, place.after);
    if (path === null) return null;
    const beginning = await this.format.begin(path, this.stream, this.request.stream);
    return FileReading.open(path, this.stream.source, beginning, 'path' in place ? place : null);
  }

  /** Null: the page is full. */
  #room(): Room | null {
    const { maxRows, maxBytes, maxSeconds } = this.request.limits;
    const rows = maxRows - this.page.rows;
    const characters = maxBytes - this.page.bytes;
    const isLate = Date.now() - this.#startedMs >= maxSeconds * 1000;
    return rows <= 0 || characters <= 0 || (isLate && this.page.rows > 0) ? null : { rows, characters };
  }
}

function pathAfter({ paths }: FileStream, after: string | null): string | null {
  if (after === null) return paths[0] ?? null;
  return paths.find((path) => Buffer.compare(Buffer.from(path), Buffer.from(after)) > 0) ?? null;
}

function nextOf(place: FilePlace, stream: FileStream): Position {
  if ('after' in place && pathAfter(stream, place.after) === null) return { kind: 'end' };
  return { kind: 'cursor', cursor: cursorOf(place) };
}

function assertFull({ name, replication }: SelectedStream): void {
  if (replication.method === 'FULL_TABLE') return;
  throw new MeltemiError(
    'Unsupported',
    `The stream \`${name}\` is to be read by a replication key, and files are always read as a whole.`,
    'Take `replication-method` and `replication-key` out of its `metadata`.',
  );
}
