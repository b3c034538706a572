/** Files of JSON lines as records. */
import { MeltemiError } from '../../../model/errors';
import type { Column } from '../../../model/stream';
import { recordLines } from '../../../pages/encoding/record-lines';
import type { SelectedStream } from '../../tap';
import type { Beginning, FileFormat, FileStream } from '../file-format';
import { FileReading } from '../file-reading';
import { JsonlCutter, type RecordWriter } from './jsonl-cutter';
import type { JsonlSource } from './jsonl-settings';
import { Shape } from './shape';

const FIRST = { offset: 0, line: 1 };

export class JsonlFormat implements FileFormat<JsonlSource> {
  readonly endings = ['.jsonl.gz', '.ndjson.gz', '.jsonl', '.ndjson'];
  /** Names of the properties that were found, by stream. */
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(private readonly settings: readonly JsonlSource[]) {}

  sources(): Promise<readonly JsonlSource[]> {
    return Promise.resolve(this.settings);
  }

  async columns(stream: FileStream<JsonlSource>, signal: AbortSignal): Promise<readonly Column[]> {
    const { source } = stream;
    const properties = source.schema ?? (await inferred(stream, signal));
    if (source.schema === null) this.#known.set(stream.name, new Set(Object.keys(properties)));
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      schema,
      nullable: !source.keys.includes(name),
    }));
  }

  async begin(path: string, stream: FileStream<JsonlSource>, selected: SelectedStream): Promise<Beginning> {
    const line = recordLines(selected.schema);
    const known = await this.#knownOf(stream);
    const write: RecordWriter = (record) => {
      if (known !== null) assertKnown(Object.keys(record), known);
      return line(record);
    };
    return { ...FIRST, cutter: new JsonlCutter(path, write) };
  }

  /** Null: the settings say which properties count, and others are left out. */
  async #knownOf(stream: FileStream<JsonlSource>): Promise<ReadonlySet<string> | null> {
    if (stream.source.schema !== null) return null;
    if (!this.#known.has(stream.name)) await this.columns(stream, new AbortController().signal);
    return this.#known.get(stream.name) ?? null;
  }
}

/** A property that the sample did not have would be lost without a word. */
function assertKnown(names: readonly string[], known: ReadonlySet<string>): void {
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new MeltemiError(
    'RecordInvalid',
    `The record has the property \`${unknown}\`, which the part of the files that the schema was made of did not have.`,
    'Raise `schema_sample_mb` (0: all of the files), or write the properties down as `schema`.',
  );
}

/** Schemas by property, of the records of the first files up to the size of the sample. */
async function inferred(
  { source, paths }: FileStream<JsonlSource>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Column['schema']>>> {
  const shape = new Shape();
  let left = source.sampleCharacters;
  for (const path of paths) {
    const cutter = new JsonlCutter(path, (record) => {
      shape.add(record);
      return '';
    });
    const reading = await FileReading.open(path, source, { ...FIRST, cutter }, null);
    try {
      for (let at = 0; left > 0;) {
        signal.throwIfAborted();
        if ((await reading.take({ rows: Infinity, characters: Infinity })) === null) break;
        const { offset } = reading.place;
        left -= offset - at;
        at = offset;
      }
    } finally {
      await reading.close();
    }
    if (left <= 0) break;
  }
  return Object.fromEntries([...shape.properties].map(([name, each]) => [name, each.schema()]));
}
