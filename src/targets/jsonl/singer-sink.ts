/**
 * target-jsonl as a Singer program: each record is a line as the tap has it, fields in its order and those that the schema lacks too.
 * Lines are added to files; a file is made with its first record. A record behind a STATE makes that state void: only one
 * behind the last record is printed, when the lines are on disk.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { pythonJson } from '../../model/python-json';
import { singerJudge } from '../../systems/json-schema/schema-validation';
import type {
  RecordMessage,
  SchemaMessage,
  SingerOutput,
  SingerSink,
  StateMessage,
  VersionMessage,
} from '../singer-target';
import { DataFile, sizeOf } from './data-file';
import { fileError } from './file-errors';
import { baseName } from '../files/base-name';
import { dataFileName } from './file-names';
import type { JsonlSettings } from './settings';

/** Lines are written in pieces of this size: few system calls, little memory. */
const PIECE_BYTES = 256 * 1024;

type Judge = (record: JsonObject) => string | null;

interface OpenFile {
  readonly file: DataFile;
  readonly isNew: boolean;
  /** Bytes that are written. */
  end: number;
  waiting: string[];
  waitingBytes: number;
}

export class JsonlSingerSink implements SingerSink {
  private readonly judges = new Map<string, Judge>();
  private readonly files = new Map<string, OpenFile>();
  private readonly startedAt = new Date();
  /** Null: none, or one that a record came behind. */
  private latest: JsonValue = null;

  constructor(
    private readonly settings: JsonlSettings,
    private readonly output: SingerOutput,
  ) {}

  async schema({ stream, schema }: SchemaMessage): Promise<void> {
    this.judges.set(stream, singerJudge(schema));
  }

  async record({ stream, record }: RecordMessage): Promise<void> {
    const judge = this.judges.get(stream);
    if (judge === undefined) {
      throw new MeltemiError(
        'RecordInvalid',
        `A RECORD of stream \`${stream}\` came before its SCHEMA.`,
        'The tap has to print a SCHEMA for each stream first.',
      );
    }
    const problem = judge(record);
    if (problem !== null) {
      throw new MeltemiError(
        'RecordInvalid',
        `A record of stream \`${stream}\` is not what its schema says: ${problem}.`,
        "Correct the tap's schema or the record.",
      );
    }
    this.latest = null;
    const file = await this.fileOf(stream);
    const line = `${pythonJson(record)}\n`;
    file.waiting.push(line);
    // All characters are ASCII.
    file.waitingBytes += line.length;
    if (file.waitingBytes >= PIECE_BYTES) await write(file);
  }

  async activateVersion({ stream }: VersionMessage): Promise<void> {
    this.output.warn(`A file has no versions: ACTIVATE_VERSION of \`${stream}\` changes nothing.`);
  }

  async state({ value }: StateMessage): Promise<void> {
    this.latest = value;
  }

  async end(): Promise<void> {
    for (const file of this.files.values()) {
      await write(file);
      await file.file.flush(file.isNew);
    }
    if (this.latest !== null) await this.output.printState(this.latest);
  }

  async close(): Promise<void> {
    for (const { file } of this.files.values()) await file.close();
  }

  private async fileOf(stream: string): Promise<OpenFile> {
    const { folder, customName, timestamped } = this.settings;
    const name = dataFileName(baseName(customName ?? stream), timestamped ? this.startedAt : null);
    const known = this.files.get(name);
    if (known !== undefined) return known;
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw fileError(error, 'making the folder', folder);
    });
    const path = join(folder, name);
    const end = await sizeOf(path);
    const file = { file: await DataFile.open(path), isNew: end === null, end: end ?? 0, waiting: [], waitingBytes: 0 };
    if (this.settings.loadMode === 'overwrite' && file.end > 0) {
      await file.file.cutTo(0);
      file.end = 0;
    }
    this.files.set(name, file);
    return file;
  }
}

async function write(file: OpenFile): Promise<void> {
  const bytes = Buffer.from(file.waiting.join(''));
  file.waiting = [];
  file.waitingBytes = 0;
  await file.file.write(bytes, file.end);
  file.end += bytes.length;
}
