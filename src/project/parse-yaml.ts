/**
 * One YAML file as a tree with places. The dialect is Meltano's (ruamel.yaml, YAML 1.2): `yes` is a text, `010` is 10, `1_000` is
 * 1000, merge keys work. Times stay the text that they are written as.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Alias, Document, ErrorCode, Pair, YAMLError, YAMLMap } from 'yaml';
import { configError, showPlace, type Place } from './place';
import type { MappingTree, Tree, TreeEntry } from './tree';
import { scalarTree } from './yaml-scalar';

/** Values that aliases may add to one file: far more than a person writes, far fewer than an alias bomb makes. */
const MAX_ALIASED_VALUES = 100_000;

/** Levels of lists and mappings: far more than a project has, far fewer than would exhaust the stack of whatever walks them. */
const MAX_DEPTH = 200;

/** Openings in a row that no closing ones follow: the package would take seconds to find that its stack ends. */
const HOPELESS = /(?:[[{][ \t\n]*){201}|^ *(?:- +){201}/m;

/** What YAML does not allow in a text, as ruamel.yaml has it. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7E\x85\xA0-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Null: the file has no content (empty, or comments only). Throws `ConfigInvalid` with the place of the first mistake. */
export function parseYaml(file: string, text: string): Tree | null {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const at = lines.linePos(offset);
    return { file, line: Math.max(at.line, 1), column: Math.max(at.col, 1) };
  };
  refuseUnprintable(file, text);
  const deep = HOPELESS.exec(text);
  if (deep !== null) throw tooDeep(placeIn(file, text, deep.index));
  const document = compose(file, text, lines);
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const place = placeAt(mistake.pos[0]);
    throw /call stack/.test(mistake.message) ? tooDeep(place) : yamlError(mistake, place);
  }
  const contents = document.contents;
  if (contents === null || (isScalar(contents) && contents.value === null)) return null;
  return new TreeBuilder(placeAt).build(contents, placeAt(0));
}

function compose(file: string, text: string, lines: LineCounter): Document.Parsed {
  try {
    // Keys are compared when the tree is built: the package compares each with all before it.
    const options = { version: '1.2', prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
    return parseDocument(text, { ...options, lineCounter: lines });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ file, line: 1, column: 1 });
    throw error;
  }
}

function tooDeep(place: Place): Error {
  const reason = `Lists and mappings stand inside one another more than ${MAX_DEPTH} levels deep.`;
  return configError(place, reason, 'Flatten the file.');
}

function refuseUnprintable(file: string, text: string): void {
  const character = UNPRINTABLE.exec(text);
  if (character === null) return;
  const place = placeIn(file, text, character.index);
  const code = (character[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const reason = `The file holds the character U+${code}, which YAML does not allow.`;
  throw configError(place, reason, 'Save it as UTF-8 text; inside double quotes such a character is written `\\x..`.');
}

function placeIn(file: string, text: string, index: number): Place {
  const before = text.slice(0, index).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_SCALAR_START: 'Quote the value.',
  BAD_ALIAS: 'Quote the value if its `*` or `&` is meant as such.',
  BAD_DQ_ESCAPE: 'Write a backslash twice, or use single quotes.',
  MULTIPLE_DOCS: 'Keep one document: take the second `---` and what follows it out.',
};

function yamlError(mistake: YAMLError, place: Place): Error {
  // What follows a colon is text of the file, which may be a secret (an unquoted password that starts with `*`).
  const reason = `The YAML cannot be read: ${mistake.message.replace(/(?<=\w): .*$|; please use .*$/s, '').replace(/\.?\s*$/, '.')}`;
  const remedy = REMEDIES[mistake.code] ?? 'Correct the YAML there; indentation and quotes are the usual causes.';
  return configError(place, reason, remedy);
}

/** Builds each anchored value once and shares it, so that aliases cost nothing until their values are counted. */
class TreeBuilder {
  readonly #placeAt: (offset: number) => Place;
  /** What each anchor stands for at this point of the file; null: a value that is not complete yet. */
  readonly #anchors = new Map<string, Tree | null>();
  readonly #sizes = new WeakMap<Tree, number>();
  #aliased = 0;
  #depth = 0;

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt;
  }

  /** `near`: the place for a value that has none of its own (`key:` with nothing behind it). */
  build(node: unknown, near: Place): Tree {
    const place = this.#placeOf(node, near);
    if (isAlias(node)) return this.#follow(node, place);
    const anchor = isNode(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw tooDeep(place);
    const tree = this.#convert(node, place);
    this.#depth--;
    this.#sizes.set(tree, this.#measure(tree));
    if (anchor !== undefined) this.#anchors.set(anchor, tree);
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
    const tree = this.#anchors.get(alias.source);
    if (tree === undefined) {
      throw configError(place, 'This alias has no anchor before it.', 'Quote the value if its `*` is meant as such.');
    }
    if (tree === null) {
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
      if (isMergeKey(pair)) {
        this.#mergeInto(merged, this.build(pair.value, keyPlace));
        continue;
      }
      const key = this.#key(pair, keyPlace);
      const first = own.get(key);
      if (first !== undefined) throw duplicateKey(key, first.keyPlace, keyPlace);
      own.set(key, { keyPlace, value: this.build(pair.value, keyPlace) });
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

  #key({ key }: Pair, place: Place): string {
    if (isAlias(key)) {
      const tree = this.#follow(key, place);
      if (tree.kind === 'scalar' && tree.value !== null) return String(tree.value);
    }
    if (isScalar(key) && key.value !== null) {
      if (key.anchor !== undefined) this.#anchors.set(key.anchor, scalarTree(key, place));
      if (typeof key.value === 'string') return key.value;
      if (key.source !== undefined) return key.source;
    }
    throw configError(place, 'A key must be a text.', 'Quote it.');
  }
}

function duplicateKey(key: string, first: Place, second: Place): Error {
  const shown = key.length > 100 ? `${key.slice(0, 100)}…` : key;
  const reason = `Keys of a mapping must be unique, and \`${shown}\` stands at ${showPlace(first)} already.`;
  return configError(second, reason, 'Keep one of the two keys.');
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<';
}
