/** A column's type as the Singer forms look at it. */
import { parseTypeName, type TypeKind } from '../../../systems/postgres/types';

export interface ColumnType {
  /** As `format_type` prints it, with modifiers: `numeric(10,2)[]`. */
  readonly sqlType: string;
  /** Without modifiers and brackets; an extension's type without its schema. */
  readonly base: string;
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
  /** Of the element, for an array. */
  readonly kind: TypeKind;
}

export function columnType(sqlType: string, kind: TypeKind): ColumnType {
  const { base, modifiers, isArray } = parseTypeName(sqlType);
  return { sqlType, base, modifiers, isArray, kind };
}

/** The type of the elements of an array. */
export function elementType(type: ColumnType): ColumnType {
  return { ...type, sqlType: type.sqlType.slice(0, -2), isArray: false };
}

export const DATES: ReadonlySet<string> = new Set(['date', 'timestamp without time zone', 'timestamp with time zone']);

/** Whether it is an extension's type, in whatever schema the extension lies. */
export function isExtensionType(type: ColumnType, name: string): boolean {
  return type.base === name || type.base.endsWith(`.${name}`);
}
