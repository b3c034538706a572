/** What the settings say of one stream of files, whatever the format. */
import { basename, resolve } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { didYouMean } from '../../model/suggest';
import { textEncoding, type TextEncoding } from '../../systems/files/text-encoding';

export interface FileSource {
  /** The stream's name; null: each file is a stream, called after the file. */
  readonly entity: string | null;
  /** A file, a folder or a pattern, as the settings have it; a relative one starts where the command runs. */
  readonly path: string;
  readonly keys: readonly string[];
  readonly encoding: TextEncoding;
  /** JSON Schemas by property, which count more than what the files look like. */
  readonly schema: Readonly<Record<string, JsonObject>> | null;
  /** A longer record is an error, so that a file without line ends takes no more memory. */
  readonly maxRecordCharacters: number;
}

/** Of the settings, for what is common to formats. */
export const SOURCE_KEYS = ['entity', 'path', 'keys', 'encoding', 'schema', 'max_record_mb'] as const;

/** A record takes some four times its size while it is read, which a worker of 512 MB bears. */
const DEFAULT_RECORD_MB = 64;
/** The longest text that JavaScript has is half a billion characters. */
const MAX_RECORD_MB = 400;

/** Reads the keys of one entry of `files`, and tells what is wrong with one by its place in the settings. */
export class EntryReader {
  constructor(
    private readonly entry: JsonObject,
    /** For messages: `files[0]`. */
    private readonly where: string,
    private readonly pluginName: string,
  ) {}

  /** Throws `ConfigInvalid` for a key that nothing reads. */
  only(known: readonly string[]): void {
    const odd = Object.keys(this.entry).find((key) => !known.includes(key));
    if (odd !== undefined) throw this.invalid(odd, `is not known.${didYouMean(odd, known)}`);
  }

  source(): FileSource {
    const path = this.text('path');
    if (path === null) throw this.invalid('path', 'is missing.');
    const name = this.text('encoding') ?? 'utf-8';
    const encoding = textEncoding(name);
    if (encoding === null)
      throw this.invalid(
        'encoding',
        `is \`${name}\`, which is none of utf-8, utf-16, latin-1, cp1250 to cp1258 or iso-8859-n.`,
      );
    const megabytes = this.number('max_record_mb') ?? DEFAULT_RECORD_MB;
    if (megabytes <= 0 || megabytes > MAX_RECORD_MB)
      throw this.invalid('max_record_mb', `is not a number of megabytes up to ${MAX_RECORD_MB}.`);
    return {
      entity: this.text('entity'),
      path,
      keys: this.texts('keys'),
      encoding,
      schema: this.schema(),
      maxRecordCharacters: Math.ceil(megabytes * 1024 * 1024),
    };
  }

  text(key: string): string | null {
    const value = this.entry[key] ?? null;
    if (value === null || value === '') return null;
    if (typeof value === 'string') return value;
    throw this.invalid(key, 'is not a text.');
  }

  flag(key: string): boolean | null {
    const value = this.entry[key] ?? null;
    if (value === null || typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw this.invalid(key, 'is neither `true` nor `false`.');
  }

  number(key: string): number | null {
    const value = this.entry[key] ?? null;
    if (value === null) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw this.invalid(key, 'is not a number.');
  }

  texts(key: string): readonly string[] {
    const value = this.entry[key] ?? [];
    const items: readonly JsonValue[] | null =
      typeof value === 'string' ? [value] : Array.isArray(value) ? value : null;
    if (items?.every((item) => typeof item === 'string') === true) return items;
    throw this.invalid(key, 'is not a list of names.');
  }

  invalid(key: string, problem: string): MeltemiError {
    return new MeltemiError(
      'ConfigInvalid',
      `\`${this.where}${this.where === '' ? '' : '.'}${key}\` in the settings of \`${this.pluginName}\` ${problem}`,
      'Correct the settings of the plugin.',
    );
  }

  private schema(): FileSource['schema'] {
    const given = this.entry['schema'] ?? null;
    if (given === null) return null;
    const properties = isObject(given) ? (given['properties'] ?? null) : null;
    if (isObject(properties) && Object.values(properties).every(isObject))
      return properties as Readonly<Record<string, JsonObject>>;
    throw this.invalid('schema', 'is not a JSON Schema with `properties`.');
  }
}

/** The entries of a list of files. Throws `ConfigInvalid` for what is no list of objects. */
export function entriesOf(value: JsonValue, where: string, pluginName: string): readonly JsonObject[] {
  const items: readonly JsonValue[] | null = Array.isArray(value) ? value : null;
  if (items?.every(isObject) === true) return items;
  throw new MeltemiError(
    'ConfigInvalid',
    `\`${where}\` of \`${pluginName}\` is not a list of objects.`,
    'Write one entry per stream: `files: [{entity: orders, path: data/orders.csv, keys: [id]}]`.',
  );
}

/** `orders` for `data/orders.csv.gz`. */
export function entityOf(path: string, endings: readonly string[]): string {
  const name = basename(path);
  const ending = endings.find((each) => name.toLowerCase().endsWith(each)) ?? '';
  return name.slice(0, name.length - ending.length) || name;
}

/** For the reading; messages and cursors have the path of the settings. */
export function absolute(path: string): string {
  return resolve(path);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
