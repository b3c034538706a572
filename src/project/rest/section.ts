/** One mapping of a block `rest:`, read key by key. Every mistake has its place and goes to `note`; what is wrong counts as absent. */
import type { JsonObject, JsonValue } from '../../model/json';
import { didYouMean } from '../../model/suggest';
import { configError, type Place } from '../place';
import { attempt, type OnProblem } from '../problems';
import { asMapping, asText, child, toJson, type MappingTree, type Tree } from '../tree';

export class Section {
  /** `what`: for messages, e.g. ``stream `users` ``. `keys`: all that it may have. */
  constructor(
    readonly mapping: MappingTree,
    readonly what: string,
    keys: readonly string[],
    readonly note: OnProblem,
  ) {
    for (const [key, { keyPlace }] of mapping.entries) {
      if (keys.includes(key)) continue;
      const nearest = didYouMean(key, keys);
      const known = nearest === '' ? ` It has ${keys.map((each) => `\`${each}\``).join(', ')}.` : nearest;
      this.wrong(keyPlace, `\`${key}\` is not a key of ${what}.${keys.length === 0 ? '' : known}`);
    }
  }

  wrong(place: Place, reason: string, instruction = 'Correct it or take it out.'): void {
    this.note(configError(place, reason, instruction));
  }

  has(key: string): boolean {
    return child(this.mapping, key) !== null;
  }

  place(key: string): Place {
    return child(this.mapping, key)?.place ?? this.mapping.place;
  }

  text(key: string): string | null {
    return this.read(key, asText);
  }

  /** An empty text when it is missing, which is noted. */
  required(key: string, instruction: string): string {
    if (!this.has(key)) this.wrong(this.mapping.place, `${upper(this.what)} has no \`${key}\`.`, instruction);
    return this.text(key) ?? '';
  }

  jsonPath(key: string): string | null {
    const path = this.text(key);
    if (path === null || path.startsWith('$')) return path;
    this.wrong(
      this.place(key),
      `\`${key}\` of ${this.what} is no JSONPath: it does not begin with \`$\`.`,
      'Write it like `$.data`: `$` is the whole answer.',
    );
    return null;
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.text(key) ?? fallback;
    const found = choices.find((choice) => choice === text);
    if (found === undefined)
      this.wrong(
        this.place(key),
        `\`${key}\` of ${this.what} is \`${text}\`, which is no choice.${didYouMean(text, choices)}`,
        `The choices are ${choices.map((choice) => `\`${choice}\``).join(', ')}.`,
      );
    return found ?? fallback;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#scalar(key);
    if (value === null || typeof value === 'boolean') return value ?? fallback;
    this.wrong(this.place(key), `\`${key}\` of ${this.what} is neither \`true\` nor \`false\`.`, 'Write one of them.');
    return fallback;
  }

  /** `least`: the smallest value that makes sense; `above`: it has to be more than that. */
  number(
    key: string,
    rule: { readonly least?: number; readonly above?: number; readonly isWhole?: boolean },
  ): number | null {
    const value = this.#scalar(key);
    if (value === null) return null;
    const { least = -Infinity, above = -Infinity, isWhole = true } = rule;
    const isFine =
      typeof value === 'number' && value >= least && value > above && (!isWhole || Number.isSafeInteger(value));
    if (isFine) return value;
    const bound = above === -Infinity ? `${least} or more` : `more than ${above}`;
    this.wrong(
      this.place(key),
      `\`${key}\` of ${this.what} is no ${isWhole ? 'whole ' : ''}number of ${bound}.`,
      'Write such a number.',
    );
    return null;
  }

  /** A list of texts, or one text for a list of one. */
  texts(key: string): readonly string[] {
    const tree = child(this.mapping, key);
    if (tree === null) return [];
    const items = tree.kind === 'list' ? tree.items : [tree];
    return items.flatMap((item) =>
      attempt(this.note, () => [asText(item, `An entry of \`${key}\` of ${this.what}`)], []),
    );
  }

  /** HTTP statuses. */
  statuses(key: string, fallback: readonly number[]): readonly number[] {
    if (!this.has(key)) return fallback;
    const found = this.texts(key).map(Number);
    if (found.every((status) => Number.isInteger(status) && status >= 300 && status < 600)) return found;
    this.wrong(
      this.place(key),
      `\`${key}\` of ${this.what} has what is no status of a failure.`,
      'Write it like `[404, 410]`.',
    );
    return fallback;
  }

  /** Texts by their names; a null takes a name out. */
  textsByName(key: string): Readonly<Record<string, string>> {
    const entries = this.section(key)?.entries ?? new Map<string, never>();
    const named = [...entries].flatMap(([name, { value }]) =>
      value.kind === 'scalar' && value.value === null
        ? []
        : attempt(this.note, () => [[name, asText(value, `\`${name}\` in \`${key}\` of ${this.what}`)] as const], []),
    );
    return Object.fromEntries(named);
  }

  /** Any values by their names. */
  values(key: string): JsonObject {
    const mapping = this.section(key);
    return mapping === null ? {} : (toJson(mapping) as JsonObject);
  }

  value(key: string): JsonValue {
    const tree = child(this.mapping, key);
    return tree === null ? null : toJson(tree);
  }

  section(key: string): MappingTree | null {
    return this.read(key, asMapping);
  }

  read<T>(key: string, as: (tree: Tree, what: string) => T): T | null {
    const tree = child(this.mapping, key);
    return tree === null ? null : attempt(this.note, () => as(tree, `\`${key}\` of ${this.what}`), null);
  }

  #scalar(key: string): JsonValue {
    const tree = child(this.mapping, key);
    if (tree === null) return null;
    return tree.kind === 'scalar' ? tree.value : [];
  }
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
