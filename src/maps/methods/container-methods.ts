/** Methods of lists, tuples, dicts, sets and bytes that do not change them; values are never changed in a map. */
import { type Dict, type PySet } from '../values/containers';
import { isEqual } from '../values/compare';
import { required } from '../values/callable';
import { PythonError, valueError } from '../values/python-error';
import { Tuple, type Bytes, type ListValue, type Value } from '../values/value';
import { needText, type Method, type Methods } from './method';

export const DICT_METHODS: Methods<Dict> = new Map<string, Method<Dict>>([
  ['get', (self, args) => withDefault(self.get(required(args[0], '`get`')), args[1])],
  ['keys', (self) => self.keys()],
  ['values', (self) => self.entries().map((entry) => entry.value)],
  ['items', (self) => self.entries().map((entry) => new Tuple([entry.key, entry.value]))],
  ['copy', (self) => self],
]);

export const LIST_METHODS: Methods<ListValue> = new Map<string, Method<ListValue>>([
  ['count', (self, args) => self.filter((item) => isEqual(item, required(args[0], '`count`'))).length],
  ['index', (self, args) => placeIn(self, required(args[0], '`index`'))],
  ['copy', (self) => self],
]);

export const SET_METHODS: Methods<PySet> = new Map<string, Method<PySet>>([['copy', (self) => self]]);

export const BYTES_METHODS: Methods<Bytes> = new Map<string, Method<Bytes>>([
  ['hex', (self) => Buffer.from(self.data).toString('hex')],
  [
    'decode',
    (self, args, keywords) => decode(self, args[0] ?? keywords.get('encoding'), args[1] ?? keywords.get('errors')),
  ],
]);

/** A null value that is there is not replaced. */
function withDefault(value: Value | undefined, otherwise: Value | undefined): Value {
  if (value !== undefined) return value;
  return otherwise ?? null;
}

function placeIn(items: ListValue, wanted: Value): number {
  const at = items.findIndex((item) => isEqual(item, wanted));
  if (at < 0) throw valueError('`index` did not find its value.');
  return at;
}

function decode(bytes: Bytes, encoding: Value = 'utf-8', errors: Value = 'strict'): string {
  const name = needText(encoding, '`decode`').toLowerCase().replaceAll('_', '-');
  if (name === 'latin-1' || name === 'latin1' || name === 'iso-8859-1')
    return Buffer.from(bytes.data).toString('latin1');
  if (name !== 'utf-8' && name !== 'utf8' && name !== 'ascii') {
    throw new PythonError(
      'Unsupported',
      'An encoding other than UTF-8, ASCII and Latin-1 is not supported yet in stream maps.',
    );
  }
  if (errors === 'ignore') return Buffer.from(bytes.data).toString('utf8').replaceAll('\ufffd', '');
  try {
    return new TextDecoder('utf-8', { fatal: errors === 'strict', ignoreBOM: true }).decode(bytes.data);
  } catch {
    throw valueError('`decode` met bytes that are not UTF-8.');
  }
}
