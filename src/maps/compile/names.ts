/** What a name means in an expression, strongest meaning first, as the real mapper layers them. */
import type { FakeOwner } from '../fake/fake-module';
import type { FakeSettings } from '../fake/fake-settings';
import type { Functions } from '../functions/registry';
import type { Value } from '../values/value';

export interface FakesOfProperty {
  readonly settings: FakeSettings;
  readonly owner: FakeOwner;
}

export interface Names {
  /** Column name → place in the source stream; empty in `__alias__`. */
  readonly columns: ReadonlyMap<string, number>;
  /** Column of the property that is being set; null when the source has none of that name. */
  readonly self: number | null;
  /** `config`, `__stream_name__`, ...: shadow columns of the same name. */
  readonly constants: ReadonlyMap<string, Value>;
  /** Whether `record` and `_` are the record. */
  readonly hasRecord: boolean;
  readonly functions: Functions;
  /** What `fake` depends on; null where there are no fakes. */
  readonly fakes: FakesOfProperty | null;
}

export type Meaning =
  | { readonly kind: 'local'; readonly slot: number }
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'record' }
  | { readonly kind: 'fake'; readonly fakes: FakesOfProperty }
  | { readonly kind: 'unknown' };

/** `locals`: names of the comprehensions around, innermost last, with their slots. */
export function meaningOf(id: string, names: Names, locals: readonly (readonly [string, number])[]): Meaning {
  const local = locals.findLast(([name]) => name === id);
  if (local) return { kind: 'local', slot: local[1] };
  if (names.hasRecord) {
    if (id === 'fake' && names.fakes !== null) return { kind: 'fake', fakes: names.fakes };
    if (id === 'self' && names.self !== null) return { kind: 'column', index: names.self };
    if (id === 'record' || id === '_') return { kind: 'record' };
  }
  const constant = names.constants.get(id);
  if (constant !== undefined) return { kind: 'constant', value: constant };
  const index = names.columns.get(id);
  if (index !== undefined) return { kind: 'column', index };
  const known = names.functions.get(id);
  return known === undefined ? { kind: 'unknown' } : { kind: 'constant', value: known };
}
