/** The JSON Schema of values, as far as they were seen. */
import type { JsonObject, JsonValue } from '../../../model/json';
import { keptNumber } from '../../../model/lossless-json';

/** Objects below are objects without known properties: nobody flattens deeper, and a value may be a tree without end. */
const MAX_DEPTH = 12;
/** Objects with more names are maps from data to data, whose names are no properties. */
const MAX_PROPERTIES = 1000;

export class Shape {
  readonly #types = new Set<string>();
  readonly #properties = new Map<string, Shape>();
  #items: Shape | null = null;

  constructor(private readonly depth = 0) {}

  /** In the order in which they were first seen. */
  get properties(): ReadonlyMap<string, Shape> {
    return this.#properties;
  }

  add(value: JsonValue): void {
    if (value === null) return;
    if (typeof value === 'object') this.#addObject(value);
    else this.#types.add(typeof value === 'number' ? numberType(value) : typeof value);
  }

  /** Null is always allowed: what was not seen yet may come. Nothing but nulls is text. */
  schema(): JsonObject {
    const types = [...this.#types].filter((type) => type !== 'integer' || !this.#types.has('number'));
    const isOpen = this.#properties.size > MAX_PROPERTIES;
    const properties = Object.fromEntries([...this.#properties].map(([name, shape]) => [name, shape.schema()]));
    return {
      type: [...(types.length === 0 ? ['string'] : types), 'null'],
      ...(this.#types.has('object') && this.#properties.size > 0 && !isOpen ? { properties } : {}),
      ...(this.#items === null ? {} : { items: this.#items.schema() }),
    };
  }

  #addObject(value: JsonObject | readonly JsonValue[]): void {
    const kept = isList(value) ? null : keptNumber(value);
    if (kept !== null) {
      this.#types.add(/^-?\d+$/.test(kept) ? 'integer' : 'number');
    } else if (isList(value)) {
      this.#types.add('array');
      if (this.depth >= MAX_DEPTH || value.length === 0) return;
      this.#items ??= new Shape(this.depth + 1);
      for (const item of value) this.#items.add(item);
    } else {
      this.#types.add('object');
      this.#addProperties(value);
    }
  }

  #addProperties(value: JsonObject): void {
    if (this.depth >= MAX_DEPTH) return;
    for (const [name, item] of Object.entries(value)) {
      let shape = this.#properties.get(name);
      if (shape === undefined) {
        if (this.depth > 0 && this.#properties.size > MAX_PROPERTIES) continue;
        shape = new Shape(this.depth + 1);
        this.#properties.set(name, shape);
      }
      shape.add(item);
    }
  }
}

function numberType(value: number): string {
  return Number.isInteger(value) ? 'integer' : 'number';
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}
