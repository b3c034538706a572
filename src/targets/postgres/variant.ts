/** The two common Singer targets for PostgreSQL, whose ways of naming things this one follows when a project names them. */

import type { StreamSchema } from '../../model/stream';

/** `own`: no variant is named, or one that is not known. */
export type Variant = 'own' | 'pipelinewise' | 'meltanolabs';

/** A variant's name in a project → the rules it stands for. `transferwise` is the Hub's name of the pipelinewise one. */
export function variantOf(name: string | null): Variant {
  if (name === 'meltanolabs') return name;
  return name === 'transferwise' || name === 'pipelinewise' ? 'pipelinewise' : 'own';
}

/** Parts of a stream's name between hyphens, as `<database>-<schema>-<table>`. */
export interface StreamParts {
  /** Key into `schema_mapping`; null: the name has one part. */
  readonly schemaKey: string | null;
  readonly table: string;
}

/**
 * `a-b` is table `b` of schema `a`; of three or more parts the second is the schema's. What is left behind it is the table: joined
 * by `_`, or with meltanolabs the last part alone; with pipelinewise in lower case, dots as `_`.
 */
export function partsOf(variant: Variant, stream: string): StreamParts {
  const parts = stream.split('-');
  const [first = stream, second = ''] = parts;
  if (parts.length === 1) return { schemaKey: null, table: tableName(variant, first) };
  if (parts.length === 2) return { schemaKey: first, table: tableName(variant, second) };
  const table = variant === 'meltanolabs' ? (parts.at(-1) ?? '') : parts.slice(2).join('_');
  return { schemaKey: second, table: tableName(variant, table) };
}

function tableName(variant: Variant, name: string): string {
  return variant === 'pipelinewise' ? name.replaceAll('.', '_').toLowerCase() : name;
}

/** Of a schema: pipelinewise does not quote it, so that PostgreSQL folds it. */
export function schemaName(variant: Variant, name: string): string {
  return variant === 'pipelinewise' ? name.toLowerCase() : name;
}

/** The schema with the names that its columns have in the table. */
export function withNames(variant: Variant, schema: StreamSchema): StreamSchema {
  if (variant !== 'pipelinewise') return schema;
  return {
    columns: schema.columns.map((column) => ({ ...column, name: column.name.toLowerCase() })),
    keyProperties: schema.keyProperties.map((name) => name.toLowerCase()),
  };
}
