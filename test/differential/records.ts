/** The records that expressions are evaluated over: the same fields with different values, and names that clash with others. */

interface Sample {
  readonly texts: readonly [string, string, string];
  readonly ints: readonly [string, string, string];
  /** JSON numbers with a fraction or exponent, which are decimals. */
  readonly decimals: readonly [string, string, string];
  readonly flags: readonly [boolean, boolean];
  readonly intList: string;
  readonly textList: string;
  readonly mixedList: string;
  readonly object: string;
  readonly day: string;
  readonly moment: string;
  /** Whether fields hide types and modules that most expressions need. */
  readonly clashes: boolean;
}

const SAMPLES: readonly Sample[] = [
  {
    texts: ['Hello World', ' padded\t', 'a-b-c'],
    ints: ['1', '-7', '42'],
    decimals: ['12.50', '-0.1', '100.0'],
    flags: [true, false],
    intList: '[3, 1, 2]',
    textList: '["b", "a", "c"]',
    mixedList: '[1, "x", null, 2.5, [true]]',
    object: '{"city": "Köln", "zip": 50667, "geo": {"lat": 50.94, "lon": 6.96}, "tags": ["x", "y"]}',
    day: '2024-02-29',
    moment: '2023-11-14T22:13:20.123456+01:00',
    clashes: false,
  },
  {
    texts: ['', 'Straße', '😀 ok'],
    ints: ['0', '9007199254740993', '-3'],
    decimals: ['0.0', '1E-7', '123456789012345678901234567890.5'],
    flags: [false, false],
    intList: '[]',
    textList: '[]',
    mixedList: '[]',
    object: '{}',
    day: '1999-12-31',
    moment: '1970-01-01T00:00:00',
    clashes: false,
  },
  {
    texts: ['İSTANBUL', "it's", 'say "hi"\\n'],
    ints: ['100000000000000000000000', '5', '12'],
    decimals: ['-2.5', '3.5', '1e3'],
    flags: [true, true],
    intList: '[1, 1, 2, 3, 5, 8]',
    textList: '["é", "É", "ß", "😀"]',
    mixedList: '[{"k": 1, "v": "a"}, {"k": 2, "v": null}]',
    object: '{"k": 0, "v": [], "1": "one", "a-b": -1.50, "get": "shadow"}',
    day: '2020-01-06',
    moment: '2024-02-29T23:59:59.999999Z',
    clashes: false,
  },
  {
    texts: ['key', '42', '3.14'],
    ints: ['-1', '255', '1000'],
    decimals: ['0.30', '7.00', '-1.5E+10'],
    flags: [false, true],
    intList: '[-5, 0, 5]',
    textList: '["1", "22", "333", ""]',
    mixedList: '["a", ["b", ["c"]], {"d": 4.0}]',
    object: '{"key": "value", "n": null, "list": [1, 2.0, "3"], "deep": {"er": {"est": true}}}',
    day: '0001-01-01',
    moment: '9999-12-31T12:30:00-05:30',
    clashes: false,
  },
  {
    texts: ['line1\\nline2\\r\\nline3', '１２３', 'ΑΣ ας'],
    ints: ['7', '13', '-100'],
    decimals: ['99.995', '0.5', '1.5'],
    flags: [true, false],
    intList: '[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]',
    textList: '["Zeta", "alpha", "Beta"]',
    mixedList: '[1, 1.0, true, 0, false, null]',
    object: '{"a": {"b": {"c": [1, {"d": "e"}]}}, "x": 1, "y": 2}',
    day: '2000-06-15',
    moment: '2019-03-31T02:30:00.5',
    clashes: true,
  },
];

function recordText(sample: Sample): string {
  const { texts, ints, decimals, flags } = sample;
  const fields = [
    ...texts.map((text, i) => `"s${i + 1}": "${text.replaceAll('"', '\\"').replaceAll('\t', '\\t')}"`),
    ...ints.map((int, i) => `"i${i + 1}": ${int}`),
    ...decimals.map((decimal, i) => `"d${i + 1}": ${decimal}`),
    ...flags.map((flag, i) => `"b${i + 1}": ${flag}`),
    `"nothing": null, "li": ${sample.intList}, "ls": ${sample.textList}, "lm": ${sample.mixedList}, "o": ${sample.object}`,
    `"day": "${sample.day}", "moment": "${sample.moment}"`,
    // Names that clash with functions, modules, methods and the mapper's own names.
    `"md5": "not a function", "config": "hidden", "record": "hidden", "self": "hidden", "get": 1, "a-b": "dash", "items": [1]`,
    ...(sample.clashes ? ['"str": 5, "json": "text"'] : []),
  ];
  return `{${fields.join(', ')}}`;
}

/** JSON texts, as a tap would write them. */
export const RECORDS: readonly string[] = SAMPLES.map(recordText);

export const CONFIG =
  '{"allowed": [1, 2, 42], "name": "shop", "rate": 1.25, "on": true, "none": null, "map": {"a": "A", "b": "B"}, "get": 2}';

/** A property of the record, one that the record does not have. */
export const PROPERTIES: readonly string[] = ['s1', 'i2', 'li', 'brand_new'];
