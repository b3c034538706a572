/** All methods of texts; the ones here replace, pad and encode. */
import { translate } from '../functions/translation';
import { bindArguments, required } from '../values/callable';
import { charactersOf } from '../values/code-points';
import { checkText } from '../values/limits';
import { PythonError, typeError, unsupported } from '../values/python-error';
import { Bytes, type Value } from '../values/value';
import { CASE_METHODS } from './case-methods';
import { CHARACTER_TESTS } from './character-tests';
import { needCount, needText, type Method, type Methods } from './method';
import { SEARCH_METHODS } from './search-methods';
import { SPLIT_METHODS } from './split-methods';
import { stripMethod } from './strip';

function replace(self: string, args: readonly Value[]): string {
  const from = needText(args[0], '`replace`');
  const to = needText(args[1], '`replace`');
  const limit = args[2] === undefined ? -1 : needCount(args[2], '`replace`');
  const parts = from === '' ? ['', ...charactersOf(self), ''] : self.split(from);
  const most = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  checkText(self.length + most * to.length);
  if (most === parts.length - 1) return parts.join(to);
  return [parts.slice(0, most + 1).join(to), ...parts.slice(most + 1)].join(from);
}

/** `share`: how many of the missing blanks go to the left. */
function padMethod(name: string, share: (missing: number, width: number) => number): Method<string> {
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

function expandTabs(self: string, args: readonly Value[]): string {
  const size = args[0] === undefined ? 8 : needCount(args[0], '`expandtabs`');
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

/** Error handlers that only matter for lone surrogates, which no database gives: they are let through as `?` would be. */
const ENCODINGS: ReadonlyMap<string, BufferEncoding> = new Map([
  ['utf-8', 'utf8'], ['utf8', 'utf8'], ['ascii', 'latin1'], ['us-ascii', 'latin1'], ['latin-1', 'latin1'], ['latin1', 'latin1'], ['iso-8859-1', 'latin1'],
]); // prettier-ignore

const encode: Method<string> = (self, args, keywords) => {
  const [encoding = 'utf-8', errors = 'strict'] = bindArguments('`encode`', ['encoding', 'errors'], args, keywords);
  const name = needText(encoding, '`encode`').toLowerCase().replaceAll('_', '-');
  const used = ENCODINGS.get(name);
  if (used === undefined) throw unsupported('An encoding other than UTF-8, ASCII and Latin-1');
  if (used === 'utf8') return new Bytes(Buffer.from(self, 'utf8'));
  const highest = name.includes('ascii') ? 0x7f : 0xff;
  const kept = charactersOf(self).map((char) => {
    if ((char.codePointAt(0) ?? 0) <= highest) return char;
    if (errors === 'ignore') return '';
    if (errors === 'replace') return '?';
    throw new PythonError('ValueError', '`encode` met a character that the encoding does not have.');
  });
  return new Bytes(Buffer.from(kept.join(''), 'latin1'));
};

const refuseFormat: Method<string> = () => {
  throw typeError('`format` is not available in stream maps; write an f-string.');
};

export const STRING_METHODS: Methods<string> = new Map<string, Method<string>>([
  ...CASE_METHODS,
  ...CHARACTER_TESTS,
  ...SEARCH_METHODS,
  ...SPLIT_METHODS,
  ['strip', stripMethod('strip', true, true)],
  ['lstrip', stripMethod('lstrip', true, false)],
  ['rstrip', stripMethod('rstrip', false, true)],
  ['replace', replace],
  ['ljust', padMethod('ljust', () => 0)],
  ['rjust', padMethod('rjust', (missing) => missing)],
  // Python puts the odd blank to the left when both numbers are odd.
  ['center', padMethod('center', (missing, width) => Math.floor(missing / 2) + (missing & width & 1))],
  ['zfill', zeroFill],
  ['expandtabs', expandTabs],
  ['encode', encode],
  ['translate', (self, args) => translate(self, required(args[0], '`translate`'))],
  ['removeprefix', (self, args) => removeAffix(self, needText(args[0], '`removeprefix`'), true)],
  ['removesuffix', (self, args) => removeAffix(self, needText(args[0], '`removesuffix`'), false)],
  ['format', refuseFormat],
  ['format_map', refuseFormat],
]);

function removeAffix(self: string, affix: string, front: boolean): string {
  if (affix === '') return self;
  if (front) return self.startsWith(affix) ? self.slice(affix.length) : self;
  return self.endsWith(affix) ? self.slice(0, -affix.length) : self;
}
