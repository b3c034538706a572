/** A compiled pattern and its matches: Python's `re.Pattern` and `re.Match` on RE2, which never takes more than linear time. */
import type * as engineModule from 're2js';
import { spendWork } from '../values/limits';
import { valueError } from '../values/python-error';
import { PyObject } from '../values/value';
import { CountedText } from './counted-text';
import { FLAGS } from './pattern-flags';
import { Match } from './match';
import { translatePattern } from './translate-pattern';

type Engine = typeof engineModule;
type Matcher = engineModule.Matcher;

/** How a match may lie in the text. */
export type MatchKind = 'search' | 'match' | 'fullmatch';

/**
 * Patterns that are kept, last used ones last: enough for the literal patterns of all maps of a worker, and few enough that the
 * engine's tables, a few kilobytes each, weigh nothing.
 */
const MAX_KEPT = 200;
const kept = new Map<string, Pattern>();

/** Units of work of a pattern's compilation, per step of its program. */
const WORK_PER_STEP = 500;
/** Units for looking at a character: one table lookup, or (one for so many steps) a walk along the steps of the program. */
const WORK_PER_LOOK = 2.5;
const STEPS_PER_UNIT = 3;

export class Pattern extends PyObject {
  readonly typeName = 'Pattern';

  constructor(
    /** As written. */
    readonly source: string,
    readonly flags: number,
    private readonly engine: engineModule.RE2JS,
  ) {
    super();
  }

  /** Throws `PythonError` for a pattern that is none or is too much. */
  static of(source: string, flags: number): Pattern {
    const key = `${flags} ${source}`;
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    spendWork(source.length);
    const translated = translatePattern(source, flags);
    const pattern = new Pattern(
      source,
      translated.flags | (translated.flags & FLAGS.A ? 0 : FLAGS.U),
      build(translated.source),
    );
    spendWork(pattern.engine.programSize() * WORK_PER_STEP);
    kept.set(key, pattern);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return pattern;
  }

  get groupCount(): number {
    return this.engine.groupCount();
  }

  /** Names of groups with their numbers, in the order of the pattern. */
  get groupNames(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.engine.namedGroups()).sort(([, a], [, b]) => a - b));
  }

  first(text: string, kind: MatchKind): Match | null {
    const matcher = this.matcher(text);
    const found = kind === 'search' ? matcher.find() : kind === 'match' ? matcher.lookingAt() : matcher.matches();
    return found ? this.taken(matcher, text) : null;
  }

  /** All matches that do not overlap, from left to right; an empty one may follow another at once. */
  *all(text: string): Generator<Match> {
    const matcher = this.matcher(text);
    while (matcher.find()) yield this.taken(matcher, text);
  }

  private matcher(text: string): Matcher {
    const cost = WORK_PER_LOOK + this.engine.programSize() / STEPS_PER_UNIT;
    spendWork(text.length / STEPS_PER_UNIT);
    // Objects of the class String are what the engine takes beside texts; its types know texts only.
    return this.engine.matcher(new CountedText(text, cost) as unknown as string);
  }

  private taken(matcher: Matcher, text: string): Match {
    const count = this.groupCount;
    spendWork(MATCH_WORK + count);
    const places = Array.from({ length: 2 * (count + 1) }, (_, i) =>
      i % 2 === 0 ? matcher.start(i / 2) : matcher.end((i - 1) / 2),
    );
    return new Match(text, this, places);
  }
}

/** Units for making one match. */
const MATCH_WORK = 220;

let loaded: Engine | null = null;

/** The engine is loaded with the first pattern: most maps have none. */
function build(source: string): engineModule.RE2JS {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  loaded ??= require('re2js') as Engine;
  try {
    return loaded.RE2JS.compile(source);
  } catch (error) {
    // The engine's message quotes the pattern, which may come from a record.
    if (error instanceof loaded.RE2JSException) throw valueError('The pattern cannot be used: it is no valid pattern.');
    throw error;
  }
}
