/** Environment variables in layers, each of which knows where it was set and which unknown variables its own text refers to. */
import type { EnvBlock } from './entries';
import { expand } from './expand';
import { showPlace } from './place';

export interface Variable {
  readonly text: string;
  /** For messages: `env_config.yml:7:5`, `.env`, `the process environment`. */
  readonly origin: string;
  /** Variables without a value that the text referred to. */
  readonly missing: readonly string[];
}

export type Layer = ReadonlyMap<string, Variable>;

export class Variables {
  readonly #layer: Layer;
  readonly #below: Variables | null;

  private constructor(layer: Layer, below: Variables | null) {
    this.#layer = layer;
    this.#below = below;
  }

  static of(layer: Layer): Variables {
    return new Variables(layer, null);
  }

  /** A new layer on top of this one. */
  with(layer: Layer): Variables {
    return layer.size === 0 ? this : new Variables(layer, this);
  }

  get(name: string): Variable | null {
    return this.#layer.get(name) ?? this.#below?.get(name) ?? null;
  }

  /** All of them, for the environment of a process. */
  texts(): ReadonlyMap<string, string> {
    const own = [...this.#layer].map(([name, { text }]) => [name, text] as const);
    return new Map([...(this.#below?.texts() ?? []), ...own]);
  }
}

export function layerOf(values: Iterable<readonly [string, string | undefined]>, origin: string): Layer {
  const layer = new Map<string, Variable>();
  for (const [name, text] of values) if (text !== undefined) layer.set(name, { text, origin, missing: [] });
  return layer;
}

/** An `env:` block whose texts are taken as they are. */
export function literalBlock(block: EnvBlock): Layer {
  return new Map(
    [...block].map(([name, tree]) => [name, { text: String(tree.value), origin: showPlace(tree.place), missing: [] }]),
  );
}

/** An `env:` block whose references are replaced; its variables do not see one another. */
export function expandedBlock(block: EnvBlock, find: (name: string) => Variable | null): Layer {
  return new Map(
    [...block].map(([name, tree]) => {
      const { text, missing, used } = expand(String(tree.value), (reference) => find(reference)?.text ?? null);
      const behind = used.flatMap((reference) => find(reference)?.missing ?? []);
      return [name, { text: text ?? '', origin: showPlace(tree.place), missing: [...missing, ...behind] }];
    }),
  );
}
