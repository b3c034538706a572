/** The settings of tap-jsonl: a list of files as tap-csv has it, or one path as the tap of that name on PyPI has it. */
import type { JsonObject } from '../../../model/json';
import { EntryReader, entriesOf, SOURCE_KEYS, type FileSource } from '../file-source';

export interface JsonlSource extends FileSource {
  /** Characters of a stream that are looked at for its schema. */
  readonly sampleCharacters: number;
}

/** Read in about a second; most files are smaller, and so their schema is exact. */
const DEFAULT_SAMPLE_MB = 64;
/** The tap on PyPI calls its stream so. */
const DEFAULT_STREAM = 'jsonl';

/** Reads no file. Throws `ConfigInvalid` naming the setting. */
export function readJsonlSettings(settings: JsonObject, pluginName: string): readonly JsonlSource[] {
  const read = new EntryReader(settings, '', pluginName);
  const sample = read.number('schema_sample_mb') ?? DEFAULT_SAMPLE_MB;
  if (sample < 0) throw read.invalid('schema_sample_mb', 'is less than 0, which stands for all.');
  const sampleCharacters = sample === 0 ? Infinity : sample * 1024 * 1024;
  const files = settings['files'] ?? null;
  if (files === null) return [{ ...singleSource(settings, pluginName), sampleCharacters }];
  return entriesOf(files, 'files', pluginName).map((entry, index) => {
    const reader = new EntryReader(entry, `files[${index}]`, pluginName);
    reader.only(SOURCE_KEYS);
    return { ...reader.source(), sampleCharacters };
  });
}

function singleSource(settings: JsonObject, pluginName: string): FileSource {
  const read = new EntryReader(settings, '', pluginName);
  if (read.text('path') === null) throw read.invalid('files', 'is missing: it lists the files to read.');
  return {
    ...read.source(),
    entity: read.text('stream_name') ?? DEFAULT_STREAM,
    keys: read.texts('primary_keys'),
  };
}
