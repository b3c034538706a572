/** Methods of bytes: those of texts, over ASCII. */
import { bindArguments, counted, MethodValue, type Keywords } from '../values/callable';
import { codecNames, decode } from '../values/encoding/codec';
import { itemsIn } from '../values/iterate';
import { checkText, spendItems } from '../values/limits';
import { PythonError, typeError, valueError } from '../values/python-error';
import { resolveInteger } from '../values/slice';
import { Bytes, isInt, isList, Tuple, typeName, type Value } from '../values/value';
import {
  binds,
  callMethod,
  needCount,
  needFlag,
  needText,
  plain,
  takes,
  type Method,
  type MethodCall,
  type Methods,
} from './method';
import { STRING_METHODS } from './string-methods';

/** Bytes as a text of as many characters. */
function latin(bytes: Bytes): string {
  return Buffer.from(bytes.data).toString('latin1');
}

function fromLatin(text: string): Bytes {
  return new Bytes(Buffer.from(text, 'latin1'));
}

/** Methods that do with bytes what they do with the same characters. */
const SHARED = [
  'find', 'rfind', 'index', 'rindex', 'count', 'startswith', 'endswith', 'replace', 'partition', 'rpartition',
  'removeprefix', 'removesuffix', 'ljust', 'rjust', 'center', 'zfill', 'expandtabs', 'join', 'isascii',
] as const; // prettier-ignore

/** Methods whose first argument may be a byte's number. */
const INTEGER_ARGUMENTS: ReadonlySet<string> = new Set(['find', 'rfind', 'index', 'rindex', 'count']);

const BLANKS = ' \t\n\r\v\f';

export const BYTES_METHODS: Methods<Bytes> = new Map<string, Method<Bytes>>([
  ...SHARED.map((name): [string, Method<Bytes>] => [name, binds(shared(name))]),
  ...(['strip', 'lstrip', 'rstrip'] as const).map((name): [string, Method<Bytes>] => [
    name,
    takes(0, 1, (self, [characters = null], keywords, context) =>
      shared(name)(self, [characters ?? fromLatin(BLANKS)], keywords, context),
    ),
  ]),
  ['split', binds(split('split'))],
  ['rsplit', binds(split('rsplit'))],
  ['splitlines', binds(splitLines)],
  ['upper', ascii((text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()))],
  ['lower', ascii(lower)],
  ['title', ascii((text) => lower(text).replace(/[a-z]+/g, capital))],
  ['capitalize', ascii((text) => text.slice(0, 1).replace(/[a-z]/, capital) + lower(text.slice(1)))],
  ['swapcase', ascii(swapCase)],
  ['isalpha', test(/^[A-Za-z]+$/)],
  ['isdigit', test(/^[0-9]+$/)],
  ['isalnum', test(/^[A-Za-z0-9]+$/)],
  ['isspace', test(/^[ \t\n\r\v\f]+$/)],
  ['isupper', plain((self) => /[A-Z]/.test(latin(self)) && !/[a-z]/.test(latin(self)))],
  ['islower', plain((self) => /[a-z]/.test(latin(self)) && !/[A-Z]/.test(latin(self)))],
  ['istitle', plain((self) => /[A-Za-z]/.test(latin(self)) && !/[A-Za-z][A-Z]|(?<![A-Za-z])[a-z]/.test(latin(self)))],
  ['hex', binds(hex)],
  ['decode', binds(decodeBytes)],
  ['translate', binds(translate)],
]);

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function swapCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (char) => (char < 'a' ? char.toLowerCase() : char.toUpperCase()));
}

function ascii(apply: (text: string) => string): Method<Bytes> {
  return plain((self) => fromLatin(apply(latin(self))));
}

function test(form: RegExp): Method<Bytes> {
  return plain((self) => form.test(latin(self)));
}

/** Calls the method of texts, with bytes as texts on the way in and out. */
function shared(name: string): MethodCall<Bytes> {
  const method = STRING_METHODS.get(name);
  if (!method) throw new Error(`texts have no method ${name}`);
  const integers = INTEGER_ARGUMENTS.has(name);
  return (self, args, keywords, context) => {
    const texts = args.map((arg, i) => textArgument(name, arg, i === 0 && integers, name === 'join'));
    return bytesOf(callMethod(name, method, latin(self), texts, keywords, context));
  };
}

function textArgument(name: string, value: Value, byteAllowed: boolean, isJoin: boolean): Value {
  if (value === '' && isJoin) return value;
  if (typeof value === 'string') throw typeError(`\`${name}\` of bytes needs bytes, not a text.`);
  if (value instanceof Bytes) return isJoin ? itemsIn(value) : latin(value);
  if (byteAllowed && (isInt(value) || typeof value === 'boolean')) return String.fromCharCode(byteOf(value));
  if (value instanceof Tuple && !isJoin)
    return new Tuple(value.items.map((item) => textArgument(name, item, false, false)));
  if (!isJoin) return value;
  return itemsIn(value).map((item) => {
    if (item instanceof Bytes) return latin(item);
    throw typeError(`\`join\` needs bytes, not \`${typeName(item)}\`.`);
  });
}

function byteOf(value: Value): number {
  const byte = resolveInteger(value, 'A byte');
  if (byte < 0 || byte > 255) throw valueError('A byte must be between 0 and 255.');
  return byte;
}

function bytesOf(value: Value): Value {
  if (typeof value === 'string') return fromLatin(value);
  if (isList(value)) return value.map(bytesOf);
  return value instanceof Tuple ? new Tuple(value.items.map(bytesOf)) : value;
}

function split(name: 'split' | 'rsplit'): MethodCall<Bytes> {
  const withSeparator = shared(name);
  return (self, args, keywords, context) => {
    const [separator = null, limit = -1] = bindArguments(`\`${name}\``, ['sep', 'maxsplit'], args, keywords);
    if (separator !== null) return withSeparator(self, [separator, limit], new Map(), context);
    // The other blanks of texts are none of bytes: they are put aside while the text is cut.
    const aside = latin(self).replace(/[\x1c-\x1f\x85\xa0]/g, (char) =>
      String.fromCharCode(0xe000 + char.charCodeAt(0)),
    );
    const method = STRING_METHODS.get(name);
    if (!method) throw new Error(`texts have no method ${name}`);
    const parts = callMethod(name, method, aside, [null, limit], new Map(), context);
    if (!isList(parts)) throw new Error(`${name} gave no list`);
    return parts.map((part) =>
      fromLatin(
        needText(part, name).replace(/[\ue000-\ue0ff]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xe000)),
      ),
    );
  };
}

function splitLines(self: Bytes, args: readonly Value[], keywords: Keywords): Value {
  const [keep = false] = bindArguments('`splitlines`', ['keepends'], args, keywords);
  const keeps = needFlag(keep, '`splitlines`');
  const lines = latin(self).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];
  return lines.map((line) => fromLatin(keeps ? line : line.replace(/(?:\r\n|\r|\n)$/, '')));
}

/** Python counts groups in 32 bits. */
const MAX_GROUP = 2 ** 31 - 1;

/** `hex(sep, bytes_per_sep)`: groups are counted from the right, from the left for a negative number. */
/** A group of digits that is cut out costs what so many items of a list do. */
const GROUP_ITEMS = 10;

function hex(self: Bytes, args: readonly Value[], keywords: Keywords): string {
  const [separator, size = 1] = bindArguments('`hex`', ['sep', 'bytes_per_sep'], args, keywords);
  const digits = Buffer.from(self.data).toString('hex');
  if (separator === undefined) return digits;
  const by = separator instanceof Bytes ? latin(separator) : separator;
  if (typeof by !== 'string') throw typeError('`hex` needs a text to put between.');
  if (by.length !== 1) throw valueError('`hex` needs one character to put between.');
  if (by > '\x7f') throw valueError('`hex` needs an ASCII character to put between.');
  const count = needCount(size, '`hex`');
  if (count > MAX_GROUP || count < -MAX_GROUP - 1)
    throw new PythonError('OverflowError', '`hex` was given too large a group.');
  const width = Math.abs(count) * 2;
  if (width === 0 || width >= digits.length) return digits;
  spendItems((GROUP_ITEMS * digits.length) / width);
  const first = count > 0 ? digits.length % width : 0;
  const groups = [digits.slice(0, first), ...(digits.slice(first).match(new RegExp(`.{1,${width}}`, 'g')) ?? [])];
  return groups.filter((group) => group !== '').join(by);
}

/** `bytes.fromhex`: blanks may stand between bytes. */
function bytesFromHex([text]: readonly Value[]): Bytes {
  if (typeof text !== 'string') throw typeError('`fromhex` needs a text.');
  const digits = text.trim().split(/[ \t\n\r\v\f]+/);
  if (digits.some((part) => !/^(?:[0-9a-fA-F]{2})*$/.test(part))) throw valueError('`fromhex` needs pairs of digits.');
  return new Bytes(Buffer.from(digits.join(''), 'hex'));
}

function decodeBytes(self: Bytes, args: readonly Value[], keywords: Keywords): string {
  const [encoding, errors] = bindArguments('`decode`', ['encoding', 'errors'], args, keywords);
  checkText(self.data.length);
  return decode(self.data, ...codecNames('`decode`', encoding, errors));
}

/** `translate(table, delete=b'')`: a table of 256 bytes, or None. */
function translate(self: Bytes, args: readonly Value[], keywords: Keywords): Bytes {
  if (args.length === 0) throw typeError('`translate` needs a table.');
  const [table = null, removed] = bindArguments('`translate`', ['table', 'delete'], args, keywords);
  if (table !== null && !(table instanceof Bytes)) throw typeError('`translate` of bytes needs bytes.');
  if (table !== null && table.data.length !== 256) throw valueError('`translate` needs a table of 256 bytes.');
  if (removed !== undefined && !(removed instanceof Bytes)) throw typeError('`translate` of bytes needs bytes.');
  const kept = self.data.filter((byte) => !(removed?.data.includes(byte) ?? false));
  return new Bytes(table === null ? kept : kept.map((byte) => table.data[byte] ?? byte));
}

export const BYTES_CLASS_ATTRIBUTES: ReadonlyMap<string, Value> = new Map([
  ['fromhex', new MethodValue('fromhex', counted('fromhex', 1, 1, bytesFromHex), 'type')],
]);
