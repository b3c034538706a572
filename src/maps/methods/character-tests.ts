/** Methods of texts that ask what characters they consist of. */
import type { Methods } from './method';

/** True when there is at least one character and all are of the class. */
const every = (form: RegExp) => (self: string) => form.test(self);

export const CHARACTER_TESTS: Methods<string> = new Map([
  ['isalpha', every(/^\p{L}+$/u)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  [
    'isdigit',
    every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490]+$/u),
  ],
  ['isnumeric', every(/^\p{N}+$/u)],
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],

  ['isspace', every(/^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/)],
  ['isidentifier', every(/^[\p{XID_Start}_]\p{XID_Continue}*$/u)],
  ['isprintable', every(/^(?:[^\p{C}\p{Z}]| )*$/u)],

  ['isascii', every(/^[\0-\x7f]*$/)],
]);
