/**
 * YAML as data that remembers where each value stands. Mappings are real maps, so that keys such as `__proto__` or `10` keep
 * their meaning and their order.
 */
import type { JsonScalar, JsonValue } from '../model/json';
import { assertNever } from '../model/errors';
import { configError, type Place } from './place';

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: JsonScalar;
  readonly place: Place;
  /** Columns between the place and the first character of the text (1 for quotes); null where columns cannot be counted. */
  readonly inset: number | null;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: Place;
}

export interface MappingTree {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly place: Place;
}

export interface TreeEntry {
  readonly keyPlace: Place;
  readonly value: Tree;
}

export type Tree = ScalarTree | ListTree | MappingTree;

export function toJson(tree: Tree): JsonValue {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toJson);
    case 'mapping':
      return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toJson(entry.value)]));
    default:
      return assertNever(tree, 'tree');
  }
}

/** The value below `key`; an absent key and a null are the same, as they are to Meltano. */
export function child(mapping: MappingTree, key: string): Tree | null {
  const value = mapping.entries.get(key)?.value;
  return value === undefined || (value.kind === 'scalar' && value.value === null) ? null : value;
}

export function asMapping(tree: Tree, what: string): MappingTree {
  if (tree.kind === 'mapping') return tree;
  throw wrongShape(tree, what, 'a mapping (`key: value` lines)');
}

export function asList(tree: Tree, what: string): readonly Tree[] {
  if (tree.kind === 'list') return tree.items;
  throw wrongShape(tree, what, 'a list (lines that start with `- `)');
}

/** A name or another text; numbers are taken as they are written. */
export function asText(tree: Tree, what: string): string {
  if (tree.kind === 'scalar' && tree.value !== null && tree.value !== '') return String(tree.value);
  throw wrongShape(tree, what, 'a text that is not empty');
}

/** Like `asText` for a key that may be missing. */
export function optionalText(mapping: MappingTree, key: string, what: string): string | null {
  const value = child(mapping, key);
  return value === null ? null : asText(value, what);
}

/** A text or number that may be missing, as the tree that it is. */
export function optionalScalar(mapping: MappingTree, key: string, what: string): ScalarTree | null {
  const value = child(mapping, key);
  if (value === null || value.kind === 'scalar') return value;
  throw wrongShape(value, what, 'a text');
}

function wrongShape(tree: Tree, what: string, wanted: string): Error {
  return configError(tree.place, `${what} must be ${wanted}, got ${describe(tree)}.`, 'Correct the value there.');
}

function describe(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? 'a list' : 'a mapping';
  if (tree.value === null) return 'nothing';
  return tree.value === '' ? 'an empty text' : `a ${typeof tree.value === 'string' ? 'text' : typeof tree.value}`;
}

/** The place of the character at `index` of a scalar's text, as near as it is known. */
export function placeInside(scalar: ScalarTree, index: number): Place {
  if (scalar.inset === null) return scalar.place;
  return { ...scalar.place, column: scalar.place.column + scalar.inset + index };
}

/** The place of the deepest value on the way to `path`; null when not even its first key is there. */
export function deepestPlace(tree: Tree, path: readonly string[]): Place | null {
  let best: Place | null = null;
  let here: Tree = tree;
  for (const key of path) {
    const entry: TreeEntry | undefined = here.kind === 'mapping' ? here.entries.get(key) : undefined;
    if (entry === undefined) break;
    best = entry.value.place;
    here = entry.value;
  }
  return best;
}
