/** Methods of texts that look for a part of them, by code points. */
import { charactersOf, codePointCount, isPlain } from '../values/code-points';
import { spendItems } from '../values/limits';
import { typeError, valueError } from '../values/python-error';
import { resolveSlice } from '../values/slice';
import { Tuple, typeName, type Value } from '../values/value';
import { needText, takes, type Method, type MethodCall, type Methods } from './method';

interface Part {
  readonly text: string;
  /** Place of the part's begin in the whole text, in code points. */
  readonly offset: number;
}

/** The part of the text between the optional arguments `start` and `end`; null when start is behind the end. */
function partOf(self: string, start: Value | undefined, end: Value | undefined): Part | null {
  if (start === undefined && end === undefined) return { text: self, offset: 0 };
  const plain = isPlain(self);
  const characters = plain ? null : charactersOf(self);
  const length = characters?.length ?? self.length;
  const range = resolveSlice(start ?? null, end ?? null, null, length);
  if (start !== undefined && start !== null && Number(start) > length) return null;
  if (range.start > range.stop) return null;
  const text = characters ? characters.slice(range.start, range.stop).join('') : self.slice(range.start, range.stop);
  return { text, offset: range.start };
}

function find(self: string, args: readonly Value[], name: string, last: boolean): number {
  const wanted = needText(args[0], `\`${name}\``);
  const part = partOf(self, args[1], args[2]);
  if (!part) return -1;
  const at = last ? part.text.lastIndexOf(wanted) : part.text.indexOf(wanted);
  if (at < 0) return -1;
  return part.offset + (isPlain(part.text) ? at : charactersOf(part.text.slice(0, at)).length);
}

function index(self: string, args: readonly Value[], name: string, last: boolean): number {
  const at = find(self, args, name, last);
  if (at < 0) throw valueError(`\`${name}\` did not find its text.`);
  return at;
}

function count(self: string, args: readonly Value[]): number {
  const wanted = needText(args[0], '`count`');
  const part = partOf(self, args[1], args[2]);
  if (!part) return 0;
  if (wanted === '') return codePointCount(part.text) + 1;
  let found = 0;
  for (let at = part.text.indexOf(wanted); at >= 0; at = part.text.indexOf(wanted, at + wanted.length)) {
    spendItems(1);
    found++;
  }
  return found;
}

function affixTest(name: string, test: (text: string, affix: string) => boolean): MethodCall<string> {
  return (self, args) => {
    const [wanted] = args;
    const affixes = wanted instanceof Tuple ? wanted.items : [wanted ?? null];
    const part = partOf(self, args[1], args[2]);
    return affixes.some((affix) => {
      if (typeof affix !== 'string')
        throw typeError(`\`${name}\` needs a text or a tuple of texts, not \`${typeName(affix)}\`.`);
      return part !== null && test(part.text, affix);
    });
  };
}

export const SEARCH_METHODS: Methods<string> = new Map<string, Method<string>>([
  ['find', takes(1, 3, (self, args) => find(self, args, 'find', false))],
  ['rfind', takes(1, 3, (self, args) => find(self, args, 'rfind', true))],
  ['index', takes(1, 3, (self, args) => index(self, args, 'index', false))],
  ['rindex', takes(1, 3, (self, args) => index(self, args, 'rindex', true))],
  ['count', takes(1, 3, count)],
  [
    'startswith',
    takes(
      1,
      3,
      affixTest('startswith', (text, affix) => text.startsWith(affix)),
    ),
  ],
  [
    'endswith',
    takes(
      1,
      3,
      affixTest('endswith', (text, affix) => text.endsWith(affix)),
    ),
  ],
]);
