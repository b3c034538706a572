/**
 * Config as Meltano looks values up: one dotted name per value (`auth.token`), and back to nested mappings for the plugin.
 * A `\.` in a key keeps its dot.
 */
import type { JsonObject, JsonValue } from '../model/json';
import type { MappingTree, Tree } from './tree';

/** Scalars, lists and empty mappings by dotted name. */
export type FlatTree = ReadonlyMap<string, Tree>;

const STREAM_MAPS = 'stream_maps';

/** Below `stream_maps` keys are names of streams and columns: their dots are no nesting, and a null means "drop this". */
export function isInStreamMaps(key: string): boolean {
  return key.startsWith(`${STREAM_MAPS}.`);
}

export function flatten(mapping: MappingTree | null): FlatTree {
  const flat = new Map<string, Tree>();
  if (mapping === null) return flat;
  const dotted = new Set<string>();
  for (const [key, { value }] of mapping.entries) {
    const isDotted = /(?<!\\)\./.test(key);
    for (const [name, leaf] of leaves(key, value)) {
      // Of `a: {b: 1}` and `a.b: 2` the dotted form counts, wherever it stands.
      if (dotted.has(name) && !isDotted) continue;
      if (isDotted) dotted.add(name);
      flat.set(name, leaf);
    }
  }
  return flat;
}

function* leaves(name: string, tree: Tree): Generator<readonly [string, Tree]> {
  if (tree.kind !== 'mapping' || tree.entries.size === 0) {
    yield [name, tree];
    return;
  }
  const literal = name === STREAM_MAPS || isInStreamMaps(name);
  for (const [key, { value }] of tree.entries) {
    yield* leaves(`${name}.${literal ? key.replaceAll('.', '\\.') : key}`, value);
  }
}

/** Values of a JSON object by dotted name, below `prefix`. */
export function flattenJson(prefix: string, value: JsonValue): ReadonlyMap<string, JsonValue> {
  const flat = new Map<string, JsonValue>();
  const walk = (name: string, part: JsonValue): void => {
    const below = isObject(part) ? Object.entries(part) : [];
    if (below.length === 0) flat.set(name, part);
    for (const [key, item] of below) walk(`${name}.${key}`, item);
  };
  walk(prefix, value);
  return flat;
}

class Branch extends Map<string, JsonValue | Branch> {}

/** Dotted names to nested objects. Where a name is both a value and a parent of others, the others count. */
export function nest(values: Iterable<readonly [string, JsonValue]>): JsonObject {
  const root = new Branch();
  for (const [name, value] of values) {
    const parts = name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
    const last = parts.pop() ?? '';
    let branch = root;
    for (const part of parts) {
      const next = branch.get(part);
      const deeper: Branch = next instanceof Branch ? next : branchOf(next);
      branch.set(part, deeper);
      branch = deeper;
    }
    const there = branch.get(last);
    if (!(there instanceof Branch)) branch.set(last, value);
    else if (isObject(value))
      for (const [key, item] of Object.entries(value)) if (!there.has(key)) there.set(key, item);
  }
  return objectOf(root);
}

function branchOf(value: JsonValue | undefined): Branch {
  return new Branch(value !== undefined && isObject(value) ? Object.entries(value) : []);
}

function objectOf(branch: Branch): JsonObject {
  return Object.fromEntries(
    [...branch].map(([key, value]) => [key, value instanceof Branch ? objectOf(value) : value]),
  );
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
