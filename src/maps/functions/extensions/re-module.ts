/** The module `re`: Python's functions and flags, on an engine that cannot be made to hang. */
import { Pattern, type MatchKind } from '../../patterns/pattern';
import { FLAG_NAMES, KNOWN_FLAGS } from '../../patterns/pattern-flags';
import { findAll, splitBy, substitute } from '../../patterns/searches';
import { bindArguments, FunctionValue, ModuleValue, required, type Callable } from '../../values/callable';
import { checkItems, spendWork } from '../../values/limits';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { isInt, Tuple, typeName, type Value } from '../../values/value';

/** `pattern`: a text, or what `re.compile` gave. */
function patternOf(pattern: Value | undefined, flags: Value | undefined, what: string): Pattern {
  const given = required(pattern, what);
  const set = flags === undefined ? 0 : flagsOf(flags);
  if (given instanceof Pattern) {
    if (set === 0) return given;
    throw valueError('A compiled pattern has its flags already.');
  }
  if (typeof given === 'string') return Pattern.of(given, set);
  throw typeError(`The pattern of ${what} must be a text, not \`${typeName(given)}\`.`);
}

function flagsOf(flags: Value): number {
  if (!isInt(flags))
    throw typeError(`Flags are \`re.I\`, \`re.M\` and others, joined by \`|\`, not a \`${typeName(flags)}\`.`);
  const set = Number(flags);
  if (set < 0 || (BigInt(flags) & ~BigInt(KNOWN_FLAGS)) !== 0n) throw valueError('A flag of a pattern does not exist.');
  return set;
}

function textToSearch(text: Value | undefined, what: string): string {
  const given = required(text, what);
  if (typeof given === 'string') return given;
  const hint = given === null ? ' Leave null values out first, e.g. `... if x is not None else None`.' : '';
  throw typeError(`${what} searches a text, not \`${typeName(given)}\`.${hint}`);
}

function countOf(value: Value | undefined, what: string): number {
  if (value === undefined) return 0;
  if (isInt(value)) return Math.max(0, Number(value));
  throw typeError(`${what} needs an integer as count, not \`${typeName(value)}\`.`);
}

/** What a pattern can do with a text. */
interface Search {
  readonly name: string;
  /** Names of the arguments behind the pattern. */
  readonly names: readonly string[];
  readonly run: (pattern: Pattern, args: readonly (Value | undefined)[]) => Value;
}

function single(name: MatchKind): Search {
  return { name, names: ['string'], run: (pattern, [text]) => pattern.first(textToSearch(text, `\`${name}\``), name) };
}

/** They are functions of the module, with the pattern in front and flags behind, and methods of a compiled pattern. */
export const SEARCHES: readonly Search[] = [
  single('search'),
  single('match'),
  single('fullmatch'),
  { name: 'findall', names: ['string'], run: (pattern, [text]) => findAll(pattern, textToSearch(text, '`findall`')) },
  {
    name: 'finditer',
    names: ['string'],
    run: (pattern, [text]) => {
      const matches = [...pattern.all(textToSearch(text, '`finditer`'))];
      checkItems(matches.length);
      return matches;
    },
  },
  { name: 'sub', names: ['repl', 'string', 'count'], run: (pattern, args) => replaced(pattern, args, '`sub`').text },
  {
    name: 'subn',
    names: ['repl', 'string', 'count'],
    run: (pattern, args) => {
      const { text, count } = replaced(pattern, args, '`subn`');
      return new Tuple([text, count]);
    },
  },
  {
    name: 'split',
    names: ['string', 'maxsplit'],
    run: (pattern, [text, most]) => splitBy(pattern, textToSearch(text, '`split`'), countOf(most, '`split`')),
  },
];

function replaced(
  pattern: Pattern,
  [replacement, text, count]: readonly (Value | undefined)[],
  what: string,
): ReturnType<typeof substitute> {
  const by = required(replacement, what);
  if (typeof by !== 'string') throw typeError(`The replacement of ${what} must be a text, not \`${typeName(by)}\`.`);
  return substitute(pattern, by, textToSearch(text, what), countOf(count, what));
}

function moduleFunction({ name, names, run }: Search): FunctionValue {
  const what = `\`re.${name}\``;
  const call: Callable = (args, keywords) => {
    const [pattern, ...rest] = bindArguments(what, ['pattern', ...names, 'flags'], args, keywords);
    return run(patternOf(pattern, rest[names.length], what), rest);
  };
  return new FunctionValue(name, call, new Map(), checkPattern(names.length + 1));
}

const compile: Callable = (args, keywords) => {
  const [pattern, flags] = bindArguments('`re.compile`', ['pattern', 'flags'], args, keywords);
  return patternOf(pattern, flags, '`re.compile`');
};

/** A pattern that is written in the expression is looked at before any record. */
function checkPattern(flagsAt: number): (known: readonly (Value | undefined)[]) => void {
  return (known) => {
    const [pattern] = known;
    if (typeof pattern === 'string') patternOf(pattern, known[flagsAt], '`re`');
  };
}

/** Units of work for a character that may need a backslash. */
const ESCAPE_WORK = 4;

/** As Python's: characters that mean something in a pattern get a backslash. */
const escape: Callable = ([text]) => {
  const given = required(text, '`re.escape`');
  if (typeof given !== 'string') throw new PythonError('TypeError', '`re.escape` needs a text.');
  spendWork(given.length * ESCAPE_WORK);
  return given.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
};

export const RE_MODULE = new ModuleValue(
  're',
  new Map<string, Value>([
    ...SEARCHES.map((search) => [search.name, moduleFunction(search)] as const),
    ['compile', new FunctionValue('compile', compile, new Map(), checkPattern(1))],
    ['escape', new FunctionValue('escape', escape)],
    ...FLAG_NAMES,
  ]),
);
