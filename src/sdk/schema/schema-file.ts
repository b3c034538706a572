/** Reads a stream's schema out of its file. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject } from '../json-schema';
import { jsonMistake } from './json-mistake';

export interface SchemaFileOwner {
  /** Of the stream. */
  readonly name: string;
  /** Null: `schemas/<name>.json`. */
  readonly schemaFile: string | null;
  readonly tap: { readonly folder?: string | null };
}

/** Throws `ConfigInvalid` with the file's path, and for a mistake in its JSON with line and column. */
export function readSchemaFile(stream: SchemaFileOwner): JsonObject {
  const path = schemaPath(stream);
  const schema = parsed(path, read(path, stream), stream.name);
  if (isObject(schema)) return schema;
  throw new MeltemiError(
    'ConfigInvalid',
    `${path}: the schema of stream \`${stream.name}\` is no JSON object.`,
    'Write it like `{ "properties": { "id": { "type": "integer" } } }`.',
  );
}

function schemaPath({ name, schemaFile, tap }: SchemaFileOwner): string {
  const path = schemaFile ?? `schemas/${name}.json`;
  if (isAbsolute(path)) return path;
  const folder = tap.folder ?? null;
  if (folder !== null) return join(folder, path);
  throw new MeltemiError(
    'ConfigInvalid',
    `The schema of stream \`${name}\` is in the file \`${path}\`, and the tap was made by hand, so that its folder is not known.`,
    'Set `folder = __dirname` in the class of the tap, or give the stream a `schema` or an absolute `schemaFile`.',
  );
}

function read(path: string, { name, schemaFile }: SchemaFileOwner): string {
  try {
    // Editors of Windows write a mark at the beginning that JSON does not know.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error';
    throw new MeltemiError(
      'ConfigInvalid',
      code === 'ENOENT'
        ? `The schema of stream \`${name}\` is not there: ${path}.`
        : `The schema of stream \`${name}\` cannot be read: ${path}: ${code}.`,
      schemaFile === null
        ? 'Write the file, or give the stream a `schema` or a `schemaFile`.'
        : 'Write the file, or correct `schemaFile` of the stream: it begins at the folder of the tap.',
      { cause: error },
    );
  }
}

function parsed(path: string, text: string, stream: string): JsonValue {
  const mistake = jsonMistake(text);
  if (mistake === null) return JSON.parse(text) as JsonValue;
  throw new MeltemiError(
    'ConfigInvalid',
    `${path}:${mistake.line}:${mistake.column}: the schema of stream \`${stream}\` is no JSON from here on.`,
    'Correct the file: look for a comma too many, a quote that is missing, a comment.',
  );
}
