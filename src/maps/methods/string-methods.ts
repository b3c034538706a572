/** All methods of texts; the ones here replace, pad and encode. */
import { translate } from '../functions/translation';
import { bindArguments, type Keywords } from '../values/callable';
import { charactersOf } from '../values/code-points';
import { codecNames, encode } from '../values/encoding/codec';
import { checkText, spendItems } from '../values/limits';
import { typeError } from '../values/python-error';
import { Bytes, type Value } from '../values/value';
import { CASE_METHODS } from './case-methods';
import { CHARACTER_TESTS } from './character-tests';
import { binds, needCount, needText, takes, type Method, type MethodCall, type Methods } from './method';
import { SEARCH_METHODS } from './search-methods';
import { SPLIT_METHODS } from './split-methods';
import { stripMethod } from './strip';

/** Between all characters: each is spread, joined and made by itself. */
const EMPTY_COST = 5;

function replace(self: string, args: readonly Value[]): string {
  const from = needText(args[0], '`replace`');
  const to = needText(args[1], '`replace`');
  const limit = args[2] === undefined ? -1 : needCount(args[2], '`replace`');
  const parts = from === '' ? ['', ...charactersOf(self), ''] : self.split(from);
  spendItems(parts.length * (from === '' ? EMPTY_COST : 1));
  const most = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  checkText(self.length + most * to.length);
  if (most === parts.length - 1) return parts.join(to);
  return [parts.slice(0, most + 1).join(to), ...parts.slice(most + 1)].join(from);
}

/** `share`: how many of the missing blanks go to the left. */
function padMethod(name: string, share: (missing: number, width: number) => number): MethodCall<string> {
  return (self, args) => {
    const width = needCount(args[0], `\`${name}\``);
    const fill = args[1] === undefined ? ' ' : needText(args[1], `\`${name}\``);
    if (charactersOf(fill).length !== 1) throw typeError(`\`${name}\` needs one character to fill with.`);
    const missing = width - charactersOf(self).length;
    if (missing <= 0) return self;
    checkText(width);
    const left = share(missing, width);
    return fill.repeat(left) + self + fill.repeat(missing - left);
  };
}

function zeroFill(self: string, args: readonly Value[]): string {
  const width = needCount(args[0], '`zfill`');
  const missing = width - charactersOf(self).length;
  if (missing <= 0) return self;
  checkText(width);
  const sign = /^[+-]/.exec(self)?.[0] ?? '';
  return sign + '0'.repeat(missing) + self.slice(sign.length);
}

function expandTabs(self: string, args: readonly Value[], keywords: Keywords): string {
  const [tabSize = 8] = bindArguments('`expandtabs`', ['tabsize'], args, keywords);
  const size = needCount(tabSize, '`expandtabs`');
  checkText(self.length * Math.max(1, size));
  let column = 0;
  const expanded = charactersOf(self).map((char) => {
    if (char === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0;
      column += blanks;
      return ' '.repeat(blanks);
    }
    column = char === '\n' || char === '\r' ? 0 : column + 1;
    return char;
  });
  return expanded.join('');
}

const encodeText: MethodCall<string> = (self, args, keywords) => {
  const [encoding, errors] = bindArguments('`encode`', ['encoding', 'errors'], args, keywords);
  return new Bytes(encode(self, ...codecNames('`encode`', encoding, errors)));
};

export const STRING_METHODS: Methods<string> = new Map<string, Method<string>>([
  ...CASE_METHODS,
  ...CHARACTER_TESTS,
  ...SEARCH_METHODS,
  ...SPLIT_METHODS,
  ['strip', stripMethod('strip', true, true)],
  ['lstrip', stripMethod('lstrip', true, false)],
  ['rstrip', stripMethod('rstrip', false, true)],
  ['replace', takes(2, 3, replace)],
  [
    'ljust',
    takes(
      1,
      2,
      padMethod('ljust', () => 0),
    ),
  ],
  [
    'rjust',
    takes(
      1,
      2,
      padMethod('rjust', (missing) => missing),
    ),
  ],
  // Python puts the odd blank to the left when both numbers are odd.
  [
    'center',
    takes(
      1,
      2,
      padMethod('center', (missing, width) => Math.floor(missing / 2) + (missing & width & 1)),
    ),
  ],
  ['zfill', takes(1, 1, zeroFill)],
  ['expandtabs', binds(expandTabs)],
  ['encode', binds(encodeText)],
  ['translate', takes(1, 1, (self, args) => translate(self, args[0]))],
  ['removeprefix', takes(1, 1, (self, args) => removeAffix(self, needText(args[0], '`removeprefix`'), true))],
  ['removesuffix', takes(1, 1, (self, args) => removeAffix(self, needText(args[0], '`removesuffix`'), false))],
]);

function removeAffix(self: string, affix: string, front: boolean): string {
  if (affix === '') return self;
  if (front) return self.startsWith(affix) ? self.slice(affix.length) : self;
  return self.endsWith(affix) ? self.slice(0, -affix.length) : self;
}
