/** Fakes of words, texts, codes and hashes. */
import { hash } from 'node:crypto';
import type { Faker } from '@faker-js/faker';
import { itemsIn } from '../../values/iterate';
import { spendWork } from '../../values/limits';
import { valueError } from '../../values/python-error';
import type { Value } from '../../values/value';
import { countOf, simple, textOf, type FakeMethod, type FakeMethods } from '../fake-method';

/** Units of work of a word, a sentence, a paragraph. */
const WORD = 100;
const SENTENCE = 1000;
const PARAGRAPH = 5000;
/** And of a character that is drawn by itself. */
const CHARACTER = 30;

function several(
  name: string,
  otherwise: number,
  work: number,
  make: (faker: Faker, count: number) => Value,
): FakeMethod {
  return { names: [name], make: (faker, [count]) => make(faker, countOf(count, otherwise, work)) };
}

/** Sentences that together are shorter than `most` characters, as Python's are. */
function text(faker: Faker, most: number): string {
  if (most < MIN_TEXT) throw valueError(`\`fake.text\` makes texts of ${MIN_TEXT} characters and more.`);
  let made = '';
  for (;;) {
    const sentence = faker.lorem.sentence();
    if (made.length + sentence.length + 1 > most) break;
    made += made === '' ? sentence : ` ${sentence}`;
  }
  return made === '' ? `${faker.lorem.words(3).slice(0, most - 1)}.` : made;
}

const MIN_TEXT = 5;

/** Each of these characters of a pattern is replaced by a random one. */
function pattern(otherwise: string, wildcards: Readonly<Record<string, (faker: Faker) => string>>): FakeMethod {
  return {
    names: ['text'],
    make: (faker, [given]) => {
      const form = textOf(given, otherwise);
      spendWork(form.length * CHARACTER);
      return form
        .split('')
        .map((char) => (Object.hasOwn(wildcards, char) ? (wildcards[char]?.(faker) ?? char) : char))
        .join('');
    },
  };
}

const digit = (f: Faker): string => f.string.numeric();
const NUMBERS = {
  '#': digit,
  '%': (f: Faker): string => f.string.numeric({ allowLeadingZeros: false }),
  '!': (f: Faker): string => (f.datatype.boolean() ? digit(f) : ''),
  '@': (f: Faker): string => (f.datatype.boolean() ? f.string.numeric({ allowLeadingZeros: false }) : ''),
};
const LETTERS = { '?': (f: Faker): string => f.string.alpha() };

/** A hash of a random number; the hashes of a text are `md5(...)` and `sha256(...)`. */
function hashed(algorithm: string): FakeMethod {
  return simple((f) => hash(algorithm, f.string.uuid()));
}

export const TEXTS: FakeMethods = {
  word: simple((f) => f.lorem.word()),
  words: several('nb', 3, WORD, (f, count) => Array.from({ length: count }, () => f.lorem.word())),
  sentence: several('nb_words', 6, WORD, (f, count) => (count === 0 ? '' : f.lorem.sentence(count))),
  sentences: several('nb', 3, SENTENCE, (f, count) => Array.from({ length: count }, () => f.lorem.sentence())),
  paragraph: several('nb_sentences', 3, SENTENCE, (f, count) => (count === 0 ? '' : f.lorem.paragraph(count))),
  paragraphs: several('nb', 3, PARAGRAPH, (f, count) => Array.from({ length: count }, () => f.lorem.paragraph())),
  text: several('max_nb_chars', 200, CHARACTER, text),
  pystr: {
    names: ['min_chars', 'max_chars'],
    make: (f, [least = null, most]) => {
      const max = countOf(most, 20, CHARACTER);
      const min = least === null ? max : countOf(least, 0, 0);
      if (min > max) throw valueError('`min_chars` of `fake.pystr` is greater than `max_chars`.');
      return f.string.alpha({ length: { min, max } });
    },
  },
  bothify: pattern('## ??', { ...NUMBERS, ...LETTERS }),
  numerify: pattern('###', NUMBERS),
  lexify: pattern('????', LETTERS),
  hexify: pattern('^^^^', { '^': (f) => f.string.hexadecimal({ prefix: '', casing: 'lower' }) }),
  random_letter: simple((f) => f.string.alpha()),
  random_lowercase_letter: simple((f) => f.string.alpha({ casing: 'lower' })),
  random_uppercase_letter: simple((f) => f.string.alpha({ casing: 'upper' })),
  random_element: {
    names: ['elements'],
    make: (f, [elements = ['a', 'b', 'c']]) => {
      const items = itemsIn(elements);
      if (items.length === 0) throw valueError('`fake.random_element` is given no elements.');
      return f.helpers.arrayElement(items);
    },
  },
  uuid4: simple((f) => f.string.uuid()),
  md5: hashed('md5'),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  color_name: simple((f) => f.color.human()),
  hex_color: simple((f) => f.color.rgb({ format: 'hex' })),
  ean13: simple((f) => withCheckDigit(f.string.numeric(12))),
  ean8: simple((f) => withCheckDigit(f.string.numeric(7))),
  isbn13: simple((f) => f.commerce.isbn({ variant: 13 })),
  isbn10: simple((f) => f.commerce.isbn({ variant: 10 })),
  boolean: {
    names: ['chance_of_getting_true'],
    make: (f, [chance]) => f.datatype.boolean(chance === undefined ? 0.5 : countOf(chance, 50, 0) / 100),
  },
  pybool: simple((f) => f.datatype.boolean()),
  null_boolean: simple((f) => f.helpers.arrayElement([null, true, false])),
  locale: simple((f) => f.definitions.metadata.code),
};

/** The digits count once and three times in turn from the right; the check digit makes the sum a multiple of ten. */
function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, char, i) => total + Number(char) * (i % 2 === 0 ? 3 : 1), 0);
  return digits + String((10 - (sum % 10)) % 10);
}
