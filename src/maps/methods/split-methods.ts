/** Methods of texts that cut them or put them together. */
import { bindArguments } from '../values/callable';
import { itemsIn } from '../values/iterate';
import { isBlank, skipBlanks, skipBlanksBack } from '../values/blanks';
import { refuseLong, spendCharacters, spendItems } from '../values/limits';
import { typeError, valueError } from '../values/python-error';
import { Tuple, typeName, type Value } from '../values/value';
import { binds, needCount, needFlag, needText, takes, type Method, type MethodCall, type Methods } from './method';

const LINE =
  /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+/g;

const LINE_END = /(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/;

function splitMethod(name: 'split' | 'rsplit'): MethodCall<string> {
  return (self, args, keywords) => {
    const [separator = null, limit] = bindArguments(`\`${name}\``, ['sep', 'maxsplit'], args, keywords);
    const count = limit === undefined ? -1 : needCount(limit, `\`${name}\``);
    const most = count < 0 ? Infinity : count;
    if (separator === null) return name === 'split' ? splitBlanks(self, most) : splitBlanksRight(self, most);
    const by = needText(separator, `\`${name}\``);
    if (by === '') throw valueError(`\`${name}\` needs a separator that is not empty.`);
    if (name === 'rsplit') return splitRight(self, by, most);
    const parts = self.split(by);
    spendItems(parts.length);
    if (parts.length - 1 <= most) return parts;
    return [...parts.slice(0, most), parts.slice(most).join(by)];
  };
}

/** Looks for the separator from the right, which matters where it overlaps itself. */
function splitRight(text: string, by: string, most: number): string[] {
  const parts: string[] = [];
  let end = text.length;
  while (parts.length < most) {
    const at = end < by.length ? -1 : text.lastIndexOf(by, end - by.length);
    if (at < 0) break;
    parts.push(text.slice(at + by.length, end));
    spendItems(2);
    end = at;
  }
  return [text.slice(0, end), ...parts.reverse()];
}

/** At white space of any length; nothing is empty. The rest behind the last cut keeps its blanks within and behind. */
function splitBlanks(text: string, most: number): string[] {
  spendItems(text.length);
  const parts: string[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length && parts.length < most) {
    let end = at;
    while (end < text.length && !isBlank(text.charCodeAt(end))) end++;
    parts.push(text.slice(at, end));
    at = skipBlanks(text, end);
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** The rest before the first cut keeps the blanks in front of it. */
function splitBlanksRight(text: string, most: number): string[] {
  spendItems(text.length);
  const parts: string[] = [];
  let end = skipBlanksBack(text, text.length);
  while (end > 0 && parts.length < most) {
    let from = end;
    while (from > 0 && !isBlank(text.charCodeAt(from - 1))) from--;
    parts.push(text.slice(from, end));
    end = skipBlanksBack(text, from);
  }
  if (end > 0) parts.push(text.slice(0, end));
  return parts.reverse();
}

function partition(self: string, args: readonly Value[], fromRight: boolean): Value {
  const by = needText(args[0], '`partition`');
  if (by === '') throw valueError('`partition` needs a separator that is not empty.');
  const at = fromRight ? self.lastIndexOf(by) : self.indexOf(by);
  if (at < 0) return new Tuple(fromRight ? ['', '', self] : [self, '', '']);
  return new Tuple([self.slice(0, at), by, self.slice(at + by.length)]);
}

/** A line takes as long as some items of a list. */
const LINE_ITEMS = 15;

function splitLines(self: string, keep: boolean): string[] {
  spendCharacters(3 * self.length);
  return Array.from(self.matchAll(LINE), ([line]) => {
    spendItems(LINE_ITEMS);
    return keep ? line : line.replace(LINE_END, '');
  });
}

function join(self: string, args: readonly Value[]): string {
  if (args[0] === undefined) throw typeError('`join` needs the texts to join.');
  let length = 0;
  const parts = itemsIn(args[0]).map((item) => {
    if (typeof item !== 'string') throw typeError(`\`join\` needs texts, not \`${typeName(item)}\`.`);
    length += item.length + self.length;
    refuseLong(length);
    spendCharacters(item.length + self.length);
    return item;
  });
  return parts.join(self);
}

export const SPLIT_METHODS: Methods<string> = new Map<string, Method<string>>([
  ['split', binds(splitMethod('split'))],
  ['rsplit', binds(splitMethod('rsplit'))],
  ['partition', takes(1, 1, (self, args) => partition(self, args, false))],
  ['rpartition', takes(1, 1, (self, args) => partition(self, args, true))],
  [
    'splitlines',
    binds((self, args, keywords) => {
      const [keep = false] = bindArguments('`splitlines`', ['keepends'], args, keywords);
      return splitLines(self, needFlag(keep, '`splitlines`'));
    }),
  ],
  ['join', takes(1, 1, join)],
]);
