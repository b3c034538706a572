/** One file that is being read: its text in pieces of whole records, and where the next one begins. */
import { isSameFile } from '../../systems/files/identity';
import { fileError } from '../../systems/files/file-errors';
import { BadText, TextFile } from '../../systems/files/text-file';
import type { FilePlace } from './file-cursor';
import type { Beginning, Cut, RecordCutter, Room } from './file-format';
import { absolute, type FileSource } from './file-source';
import { badText, changed, tooLong } from './record-errors';

type InFile = Extract<FilePlace, { path: string }>;

export class FileReading {
  #text = '';
  #isLast = false;
  #offset: number;
  #line: number;
  /** Line where the reading began. */
  readonly #firstLine: number;

  private constructor(
    readonly path: string,
    private readonly source: FileSource,
    private readonly file: TextFile,
    private readonly cutter: RecordCutter,
    line: number,
  ) {
    this.#offset = file.start;
    this.#line = line;
    this.#firstLine = line;
  }

  /** `from` null: at the first record. Throws `SourceSchemaChanged` when the file is not what it was. */
  static async open(path: string, source: FileSource, beginning: Beginning, from: InFile | null): Promise<FileReading> {
    const { offset, line } = from ?? beginning;
    const file = await TextFile.open(absolute(path), source.encoding, offset).catch((error: unknown) => {
      throw fileError(error, path);
    });
    if (from === null || isSameFile(from.identity, file.identity))
      return new FileReading(path, source, file, beginning.cutter, line);
    await file.close();
    throw changed(path);
  }

  get place(): InFile {
    return { path: this.path, offset: this.#offset, line: this.#line, identity: this.file.identity };
  }

  /** Null at the end of the file. Throws `RecordInvalid` with the place in the file. */
  async take(room: Room): Promise<Pick<Cut, 'lines' | 'rows'> | null> {
    for (;;) {
      const cut = this.cutter.cut(this.#text, this.#line, this.#isLast, room);
      if (cut.consumed > 0) {
        this.#offset += this.file.encoding.bytesOf(this.#text.slice(0, cut.consumed));
        this.#line += cut.newlines;
        this.#text = this.#text.slice(cut.consumed);
        return cut;
      }
      if (this.#isLast) return null;
      if (this.#text.length > this.source.maxRecordCharacters)
        throw tooLong(this.path, this.#line, this.source.maxRecordCharacters);
      await this.#readMore();
    }
  }

  /** Throws `SourceSchemaChanged` when the file was written to since it was opened. */
  async assertUnchanged(): Promise<void> {
    if (!isSameFile(this.file.identity, await this.file.identityNow())) throw changed(this.path);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** At least as much again as there is: a long record is looked at a few times and not once per piece. */
  async #readMore(): Promise<void> {
    const wanted = this.#text.length * 2;
    do {
      const piece = await this.#next();
      if (piece === null) {
        this.#isLast = true;
        return;
      }
      this.#text += piece;
    } while (this.#text.length < wanted);
  }

  async #next(): Promise<string | null> {
    try {
      return await this.file.next();
    } catch (error) {
      if (error instanceof BadText) throw badText(this.path, this.#firstLine + error.linesBefore, this.file.encoding);
      throw fileError(error, this.path);
    }
  }
}
