/** Changes to one mapping of a project file: an entry of a list (a plugin, a job, an environment), or the file itself. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, YAMLMap, YAMLSeq } from 'yaml';
import type { Document } from 'yaml';
import type { JsonObject, JsonValue } from '../../model/json';
import { configError, type Place } from '../place';
import { newNode, textNode } from './new-node';

/** Keys from the mapping down to the value, e.g. `['config', 'auth', 'token']`. A key is taken whole, dots included. */
export type KeyPath = readonly [string, ...string[]];

export class MapEdit {
  readonly #file: EditedFile;
  readonly #map: YAMLMap;

  constructor(file: EditedFile, map: YAMLMap) {
    this.#file = file;
    this.#map = map;
  }

  has(path: KeyPath): boolean {
    const [last, parents] = splitPath(path);
    return this.#descend(parents)?.has(last) === true;
  }

  /** The texts of the list at `path`, as written; null: there is no list of texts. */
  texts(path: KeyPath): readonly string[] | null {
    const [last, parents] = splitPath(path);
    const value: unknown = this.#descend(parents)?.get(last);
    if (!isSeq(value)) return null;
    return value.items.map((item) => String(isScalar(item) ? item.value : item));
  }

  /** Makes the mappings on the way. Throws `ConfigInvalid` where a value that is no mapping stands in the way. */
  set(path: KeyPath, value: JsonValue): void {
    const [last, parents] = splitPath(path);
    const map = this.#descendOrMake(parents);
    const pair = pairOf(map, last);
    if (pair === null) addPair(map, last, newNode(value));
    else pair.value = withComments(pair.value, newNode(value));
    this.#file.changed = true;
  }

  /** Takes the value out, and mappings that hold nothing then. False: there was none. */
  unset(path: KeyPath): boolean {
    const [last, parents] = splitPath(path);
    const map = this.#descend(parents);
    if (map?.delete(last) !== true) return false;
    this.#file.changed = true;
    if (map.items.length === 0 && parents.length > 0) this.unset(asPath(parents));
    return true;
  }

  /** The entry of the list at `path` with this `name`; null: there is none. */
  entry(path: KeyPath, name: string): MapEdit | null {
    const map = this.#list(path)?.items.find((item) => isMap(item) && nameOf(item) === name);
    return isMap(map) ? new MapEdit(this.#file, map) : null;
  }

  /** Appends to the list at `path`, which is made when it is not there. */
  addEntry(path: KeyPath, value: JsonObject): MapEdit {
    const node = this.append(path, value);
    if (!isMap(node)) throw new Error('An entry is a mapping.');
    return new MapEdit(this.#file, node);
  }

  /** Appends any value to the list at `path`, which is made when it is not there. */
  append(path: KeyPath, value: JsonValue): ReturnType<typeof newNode> {
    const list = this.#list(path) ?? this.#makeList(path);
    const node = newNode(value);
    if (list.items.length === 0) list.flow = false;
    list.items.push(node);
    this.#file.changed = true;
    return node;
  }

  /** Finds the entry or adds one that has only the name. */
  ensureEntry(path: KeyPath, name: string): MapEdit {
    return this.entry(path, name) ?? this.addEntry(path, { name });
  }

  /** A list without entries goes too. False: there was no such entry. */
  removeEntry(path: KeyPath, name: string): boolean {
    const list = this.#list(path);
    const index = list?.items.findIndex((item) => isMap(item) && nameOf(item) === name) ?? -1;
    if (list === null || index === -1) return false;
    list.items.splice(index, 1);
    this.#file.changed = true;
    if (list.items.length === 0) this.unset(path);
    return true;
  }

  #list(path: KeyPath): YAMLSeq | null {
    const [last, parents] = splitPath(path);
    const value: unknown = this.#descend(parents)?.get(last, true) ?? null;
    if (value === null || isNothing(value)) return null;
    if (isSeq(value)) return value;
    throw this.#file.inTheWay(value, last, 'a list');
  }

  #makeList(path: KeyPath): YAMLSeq {
    const list = new YAMLSeq();
    const [last, parents] = splitPath(path);
    const map = this.#descendOrMake(parents);
    const pair = pairOf(map, last);
    if (pair === null) addPair(map, last, list);
    else pair.value = list;
    return list;
  }

  #descend(parents: readonly string[]): YAMLMap | null {
    let map: YAMLMap = this.#map;
    for (const key of parents) {
      const next: unknown = map.get(key, true);
      if (next === undefined || isNothing(next)) return null;
      if (!isMap(next)) throw this.#file.inTheWay(next, key, 'a mapping');
      map = next;
    }
    return map;
  }

  #descendOrMake(parents: readonly string[]): YAMLMap {
    let map: YAMLMap = this.#map;
    for (const key of parents) {
      let next: unknown = map.get(key, true);
      if (next === undefined || isNothing(next)) {
        next = new YAMLMap();
        const pair = pairOf(map, key);
        if (pair === null) addPair(map, key, next);
        else pair.value = next;
      }
      if (!isMap(next)) throw this.#file.inTheWay(next, key, 'a mapping');
      map = next;
    }
    return map;
  }
}

/** One file under edit: its document, and whether anything was changed. */
export class EditedFile {
  changed = false;
  readonly root: MapEdit;
  readonly #lines = new LineCounter();

  constructor(
    readonly path: string,
    readonly original: string,
    readonly document: Document,
  ) {
    this.#lines.addNewLine(0);
    for (let at = original.indexOf('\n'); at !== -1; at = original.indexOf('\n', at + 1))
      this.#lines.addNewLine(at + 1);
    const { contents } = document;
    if (isMap(contents)) contents.flow = contents.items.length > 0 && contents.flow === true;
    else document.contents = new YAMLMap();
    this.root = new MapEdit(this, isMap(document.contents) ? document.contents : new YAMLMap());
  }

  get isEmpty(): boolean {
    return isMap(this.document.contents) && this.document.contents.items.length === 0;
  }

  /** The error for a value that an edit cannot go through. */
  inTheWay(node: unknown, key: string, wanted: string): Error {
    const range = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : null;
    const at = this.#lines.linePos(range?.[0] ?? 0);
    const place: Place = { file: this.path, line: Math.max(at.line, 1), column: Math.max(at.col, 1) };
    const what = isAlias(node) ? 'an alias of a value that is written elsewhere' : 'something else';
    return configError(
      place,
      `\`${key}\` must be ${wanted} to be edited, and is ${what}.`,
      'Edit the file by hand there.',
    );
  }
}

function splitPath(path: KeyPath): readonly [string, readonly string[]] {
  return [path[path.length - 1] ?? path[0], path.slice(0, -1)];
}

function asPath(keys: readonly string[]): KeyPath {
  const [first = '', ...rest] = keys;
  return [first, ...rest];
}

function isNothing(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function nameOf(map: YAMLMap): string | null {
  const name: unknown = map.get('name');
  return typeof name === 'string' ? name : null;
}

type AnyPair = YAMLMap['items'][number];

function pairOf(map: YAMLMap, key: string): AnyPair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

/** An empty mapping is written `{}`; with something in it, it is a block like those around it. */
function addPair(map: YAMLMap, key: string, value: unknown): void {
  if (map.items.length === 0) map.flow = false;
  map.set(textNode(key), value);
}

/** The comment behind the old value belongs to its line and stays there. */
function withComments<T>(old: unknown, fresh: T): T {
  if (isScalar(old) && isScalar(fresh)) {
    if (old.comment !== undefined) fresh.comment = old.comment;
    if (old.commentBefore !== undefined) fresh.commentBefore = old.commentBefore;
    if (old.spaceBefore !== undefined) fresh.spaceBefore = old.spaceBefore;
  }
  return fresh;
}
