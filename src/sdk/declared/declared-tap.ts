/** A tap made of a declaration: its streams are classes like those that an author writes. */
import type { JsonObject } from '../../model/json';
import type { RestDeclaration, RestStreamDeclaration } from '../../model/rest-declaration';
import type { Stream, StreamClass } from '../stream';
import { Tap } from '../tap';
import { declaredStreamClass } from './declared-stream';

export interface DeclaredTapOptions {
  readonly name: string;
  /** Where relative paths of schema files begin. */
  readonly folder: string | null;
}

export function declaredTap(
  declaration: RestDeclaration,
  config: JsonObject,
  { name, folder }: DeclaredTapOptions,
): Tap {
  const family = new Family(declaration);
  return new (class DeclaredTap extends Tap {
    override readonly name = name;
    override folder = folder;

    override discoverStreams(): readonly Stream[] {
      return declaration.streams.map((stream) => new (family.classOf(stream))(this));
    }
  })(config);
}

/** Each stream's class once, so that a child and its parent mean the same one. */
class Family {
  readonly #classes = new Map<RestStreamDeclaration, StreamClass<JsonObject>>();

  constructor(private readonly declaration: RestDeclaration) {}

  classOf(stream: RestStreamDeclaration): StreamClass<JsonObject> {
    const parent = this.#parentOf(stream);
    const known =
      this.#classes.get(stream) ??
      declaredStreamClass(this.declaration, stream, {
        parent: parent === undefined ? null : this.classOf(parent),
        contextKeys: this.#keysOf(stream),
        childContext: Object.assign({}, ...this.#childrenOf(stream).map(({ context }) => context)) as Record<
          string,
          string
        >,
      });
    this.#classes.set(stream, known);
    return known;
  }

  #keysOf(stream: RestStreamDeclaration): readonly string[] {
    const parent = this.#parentOf(stream);
    return [...(parent === undefined ? [] : this.#keysOf(parent)), ...Object.keys(stream.context)];
  }

  #parentOf(stream: RestStreamDeclaration): RestStreamDeclaration | undefined {
    return this.declaration.streams.find(({ name }) => name === stream.parent);
  }

  #childrenOf({ name }: RestStreamDeclaration): readonly RestStreamDeclaration[] {
    return this.declaration.streams.filter(({ parent }) => parent === name);
  }
}
