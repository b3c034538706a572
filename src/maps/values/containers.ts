/** Python's dict, its views, and set: insertion order kept. */
import { hashKey, type HashKey } from './hash-key';
import { spendEntries } from './limits';
import { PythonError } from './python-error';
import { PyObject, Tuple, type Value } from './value';

export interface Entry {
  readonly key: Value;
  readonly value: Value;
}

export class Dict extends PyObject {
  readonly typeName = 'dict';
  private readonly map = new Map<HashKey, Entry>();
  private frozen = false;

  get size(): number {
    return this.map.size;
  }

  /** Undefined when there is no such key. */
  get(key: Value): Value | undefined {
    return this.map.get(hashKey(key))?.value;
  }

  has(key: Value): boolean {
    return this.map.has(hashKey(key));
  }

  /** An existing key stays as it was spelled first. Throws `TypeError` when the dict is frozen. */
  set(key: Value, value: Value): this {
    if (this.frozen) throw frozenError();
    const id = hashKey(key);
    this.map.set(id, { key: this.map.get(id)?.key ?? key, value });
    return this;
  }

  /** Undefined when there is no such key. */
  delete(key: Value): Value | undefined {
    if (this.frozen) throw frozenError();
    const id = hashKey(key);
    const value = this.map.get(id)?.value;
    this.map.delete(id);
    return value;
  }

  clear(): void {
    if (this.frozen) throw frozenError();
    this.map.clear();
  }

  copy(): Dict {
    const copy = new Dict();
    for (const [id, entry] of this.map) copy.map.set(id, entry);
    return copy;
  }

  keys(): Value[] {
    return Array.from(this.map.values(), (entry) => entry.key);
  }

  entries(): Entry[] {
    return [...this.map.values()];
  }

  /** What all records share, such as `config`, must not be changed by the expression of one. */
  freeze(): void {
    this.frozen = true;
  }
}

/** What `keys()`, `values()` and `items()` of a dict give: always what the dict holds now. */
export class DictView extends PyObject {
  readonly typeName: string;

  constructor(
    readonly dict: Dict,
    readonly part: 'keys' | 'values' | 'items',
  ) {
    super();
    this.typeName = `dict_${part}`;
  }

  items(): Value[] {
    if (this.part === 'keys') return this.dict.keys();
    return this.dict.entries().map(({ key, value }) => (this.part === 'values' ? value : new Tuple([key, value])));
  }
}

export class PySet extends PyObject {
  readonly typeName = 'set';
  private readonly map = new Map<HashKey, Value>();

  constructor(items: Iterable<Value>) {
    super();
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.map.size;
  }

  has(value: Value): boolean {
    return this.map.has(hashKey(value));
  }

  /** An element that is there stays as it was spelled first. */
  add(value: Value): void {
    spendEntries(1);
    const key = hashKey(value);
    if (!this.map.has(key)) this.map.set(key, value);
  }

  /** Whether the element was there. */
  delete(value: Value): boolean {
    return this.map.delete(hashKey(value));
  }

  clear(): void {
    this.map.clear();
  }

  items(): Value[] {
    return [...this.map.values()];
  }
}

/** For a list or dict that must not be changed. */
export function frozenError(): PythonError {
  return new PythonError('Unsupported', '`config` is the same for all records: an expression cannot change it.');
}
