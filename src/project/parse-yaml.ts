/**
 * One YAML file as a tree with places. The dialect is Meltano's (ruamel.yaml, YAML 1.2): `yes` is a text, `010` is 10, `1_000` is
 * 1000, merge keys work. Times stay the text that they are written as.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLError, YAMLMap } from 'yaml';
import { configError, type Place } from './place';
import type { MappingTree, Tree, TreeEntry } from './tree';
import { scalarTree } from './yaml-scalar';

/** Values that aliases may add to one file: far more than a person writes, far fewer than an alias bomb makes. */
const MAX_ALIASED_VALUES = 100_000;

/** Null: the file has no content (empty, or comments only). Throws `ConfigInvalid` with the place of the first mistake. */
export function parseYaml(file: string, text: string): Tree | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const at = lines.linePos(offset);
    return { file, line: Math.max(at.line, 1), column: Math.max(at.col, 1) };
  };
  const mistake = document.errors[0];
  if (mistake !== undefined) throw yamlError(mistake, placeAt(mistake.pos[0]));
  const contents = document.contents;
  if (contents === null || (isScalar(contents) && contents.value === null)) return null;
  return new TreeBuilder(document, placeAt).build(contents, placeAt(0));
}

function yamlError(mistake: YAMLError, place: Place): Error {
  // What follows a colon is text of the file, which may be a secret (an unquoted password that starts with `*`).
  const reason = `The YAML cannot be read: ${mistake.message.replace(/:.*$/s, '').replace(/\.?\s*$/, '.')}`;
  if (mistake.code === 'TAB_AS_INDENT') return configError(place, reason, 'Indent with spaces.');
  if (mistake.code === 'DUPLICATE_KEY') return configError(place, reason, 'Keep one of the two keys.');
  return configError(place, reason, 'Correct the YAML there; indentation and quotes are the usual causes.');
}

/** Builds each anchored value once and shares it, so that aliases cost nothing until their values are counted. */
class TreeBuilder {
  readonly #document: Document;
  readonly #placeAt: (offset: number) => Place;
  readonly #built = new Map<Node, Tree>();
  readonly #sizes = new WeakMap<Tree, number>();
  #aliased = 0;

  constructor(document: Document, placeAt: (offset: number) => Place) {
    this.#document = document;
    this.#placeAt = placeAt;
  }

  /** `near`: the place for a value that has none of its own (`key:` with nothing behind it). */
  build(node: unknown, near: Place): Tree {
    const place = this.#placeOf(node, near);
    if (isAlias(node)) return this.#follow(node, place);
    const tree = this.#convert(node, place);
    this.#sizes.set(tree, this.#measure(tree));
    if (isNode(node) && node.anchor !== undefined) this.#built.set(node, tree);
    return tree;
  }

  #placeOf(node: unknown, near: Place): Place {
    return isNode(node) && node.range ? this.#placeAt(node.range[0]) : near;
  }

  #convert(node: unknown, place: Place): Tree {
    if (isMap(node)) return this.#mapping(node, place);
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.build(item, place)), place };
    if (isScalar(node)) return scalarTree(node, place);
    return { kind: 'scalar', value: null, place, inset: null };
  }

  #follow(alias: Alias, place: Place): Tree {
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      throw configError(place, 'This alias has no anchor before it.', 'Quote the value if its `*` is meant as such.');
    }
    const tree = this.#built.get(target);
    if (tree === undefined) {
      throw configError(place, 'This alias refers to a value that it is part of.', 'Remove the alias.');
    }
    this.#aliased += this.#sizes.get(tree) ?? 1;
    if (this.#aliased > MAX_ALIASED_VALUES) {
      const reason = `Aliases make this file longer than ${MAX_ALIASED_VALUES} values.`;
      throw configError(place, reason, 'Use fewer anchors and aliases.');
    }
    return tree;
  }

  #measure(tree: Tree): number {
    if (tree.kind === 'scalar') return 1;
    const below = tree.kind === 'list' ? tree.items : [...tree.entries.values()].map((entry) => entry.value);
    return below.reduce((sum, item) => sum + (this.#sizes.get(item) ?? 1), 1);
  }

  #mapping(node: YAMLMap, place: Place): MappingTree {
    const merged = new Map<string, TreeEntry>();
    const own = new Map<string, TreeEntry>();
    for (const pair of node.items) {
      const keyPlace = this.#placeOf(pair.key, place);
      if (isMergeKey(pair)) this.#mergeInto(merged, this.build(pair.value, keyPlace));
      else own.set(this.#key(pair, keyPlace), { keyPlace, value: this.build(pair.value, keyPlace) });
    }
    return { kind: 'mapping', entries: new Map([...merged, ...own]), place };
  }

  #mergeInto(merged: Map<string, TreeEntry>, value: Tree): void {
    for (const source of value.kind === 'list' ? value.items : [value]) {
      if (source.kind !== 'mapping') {
        throw configError(
          value.place,
          'A merge key `<<` takes a mapping or a list of mappings.',
          'Refer to the anchor of a mapping.',
        );
      }
      for (const [key, entry] of source.entries) if (!merged.has(key)) merged.set(key, entry);
    }
  }

  #key(pair: Pair, place: Place): string {
    const key = isAlias(pair.key) ? pair.key.resolve(this.#document) : pair.key;
    if (isScalar(key) && typeof key.value === 'string') return key.value;
    if (isScalar(key) && key.value !== null && key.source !== undefined) return key.source;
    throw configError(place, 'A key must be a text.', 'Quote it.');
  }
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<';
}
