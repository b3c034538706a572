/** What a format of files is to the tap that reads them. */
import type { Column } from '../../model/stream';
import type { SelectedStream } from '../tap';
import type { FileSource } from './file-source';

/** Files that are read one after the other as one stream. */
export interface FileStream<S extends FileSource = FileSource> {
  readonly name: string;
  readonly source: S;
  /** In the order in which they are read. */
  readonly paths: readonly string[];
}

export interface Room {
  /** At least 1. */
  readonly rows: number;
  /** Characters of page lines after which no further record is begun. */
  readonly characters: number;
}

export interface Cut {
  /** Whole lines of a page. */
  readonly lines: string;
  readonly rows: number;
  /** Characters of the text that are done with; 0: it holds no whole record. */
  readonly consumed: number;
  /** Line ends among them. */
  readonly newlines: number;
}

/** Cuts the text of one file into records, and makes lines of a page of them. */
export interface RecordCutter {
  /** `line`: the number of the line with which `text` begins. `isLast`: the file ends with it; then all is cut. Throws `RecordInvalid`. */
  cut(text: string, line: number, isLast: boolean, room: Room): Cut;
}

/** Where the records of a file begin, in bytes of its content and as the number of a line. */
export interface Beginning {
  readonly offset: number;
  readonly line: number;
  readonly cutter: RecordCutter;
}

export interface FileFormat<S extends FileSource> {
  /** Of the files of a folder that count, the longer ones first. */
  readonly endings: readonly string[];
  /** May read a file that the settings name. Throws `ConfigInvalid`. */
  sources(): Promise<readonly S[]>;
  columns(stream: FileStream<S>, signal: AbortSignal): Promise<readonly Column[]>;
  begin(path: string, stream: FileStream<S>, selected: SelectedStream): Promise<Beginning>;
}
