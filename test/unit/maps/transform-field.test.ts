/** Rules of `pipelinewise-transform-field`: what the real one made of the same records, and where this one differs on purpose. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMapSettings } from '../../../src/maps/check-map-settings';
import { compileStreamMaps } from '../../../src/maps/compile-stream-map';
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { atQuickPace } from '../../support/machine-pace';
import { failureOf } from './failure';
import { runCase, type RecordedCase } from './recorded-case';
import { LINES, mapLines, mapStep, SHOP } from './shop';

const RECORDED = JSON.parse(readFileSync(join(__dirname, '../../fixtures/transform-field/cases.json'), 'utf8')) as {
  readonly package: string;
  readonly cases: readonly RecordedCase[];
};

/** Where it is better not to do what the real one does. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'MASK-DATE of dates': 'the real one makes a date-time of a date',
  'MASK-DATE of what is no date': 'the real one lets pass what it cannot hide',
};

describe(`as ${RECORDED.package} does it`, () => {
  const same = RECORDED.cases.filter(({ id }) => !Object.hasOwn(DIFFERENT, id));
  test.each(same.map((each) => [each.id, each] as const))('%s', (_id, recorded) => {
    const { actual, expected } = runCase(recorded);
    expect(actual).toEqual(expected);
  });

  test('and the others are known', () => {
    expect(RECORDED.cases.length - same.length).toBe(Object.keys(DIFFERENT).length);
  });
});

function rule(type: string, field: string, more: JsonObject = {}): JsonObject {
  return { tap_stream_name: SHOP.name, field_id: field, type, ...more };
}

function compile(rules: readonly JsonValue[], settings: JsonObject = {}) {
  return compileStreamMaps([mapStep({ transformations: rules, ...settings })], SHOP);
}

const DATES = {
  name: 's',
  schema: { columns: [{ name: 'd', schema: { type: 'string', format: 'date' }, nullable: true }], keyProperties: [] },
};

test('a date stays a date', () => {
  const config = { transformations: [{ tap_stream_name: 's', field_id: 'd', type: 'MASK-DATE' }] };
  expect(mapLines(compileStreamMaps([mapStep(config)], DATES), ['2024-05-17', '\\N']).lines).toEqual([
    '2024-01-01',
    '\\N',
  ]);
});

describe('what cannot be hidden never passes', () => {
  const config = { transformations: [{ tap_stream_name: 's', field_id: 'd', type: 'MASK-DATE' }] };

  test('but is an error, without the value', () => {
    const error = failureOf(() => mapLines(compileStreamMaps([mapStep(config)], DATES), ['SECRET']));
    expect(error).toMatchObject({ code: 'MapFailed' });
    expect(String(error)).toContain('`transformations[0]` of mapping `shop` failed on stream `s`, row 1 of the page');
    expect(String(error)).toContain('MASK-DATE\n');
    expect(String(error)).not.toContain('SECRET');
  });

  test.each([
    ['null', ['\\N', '2024-01-01']],
    ['drop', ['2024-01-01']],
  ])('or goes by the policy `%s`', (policy, lines) => {
    const map = compileStreamMaps([mapStep({ ...config, stream_map_errors: policy })], DATES);
    const mapped = mapLines(map, ['SECRET', '2024-02-03']);
    expect(mapped.lines).toEqual(lines);
    expect(mapped.faults?.first).toBe('`transformations[0]` of mapping `shop`');
  });

  test('also inside of an object', () => {
    const map = compile([rule('HASH', 'attrs', { field_paths: ['n'] })]);
    expect(failureOf(() => mapLines(map, LINES))).toMatchObject({ code: 'MapFailed' });
  });
});

test('columns that no rule is about are copied byte for byte', () => {
  expect(mapLines(compile([rule('MASK-HIDDEN', 'coupon')]), LINES).lines).toEqual(
    LINES.map((line) => line.replace(/[^\t]*$/, 'hidden')),
  );
});

test('a stream without rules passes as it is', () => {
  expect(compile([{ tap_stream_name: 'others', field_id: 'x', type: 'HASH' }]).identity).toBe(true);
});

test('a hashed key is not shown in errors', () => {
  const steps = [
    mapStep({ transformations: [rule('MASK-NUMBER', 'id')] }),
    mapStep({ stream_maps: { [SHOP.name]: { x: 'int(note)' } } }),
  ];
  expect(String(failureOf(() => mapLines(compileStreamMaps(steps, SHOP), [LINES[1] ?? ''])))).toContain(
    'row 1 of the page (its key `id` is changed or removed by a map, and not shown)',
  );
});

describe('rules are refused before any record', () => {
  test.each<[string, JsonValue, string]>([
    ['more digits than the real one reads', rule('HASH-SKIP-FIRST-12', 'note'), 'transformations[0].type'],
    ['ends that hide nothing', rule('MASK-STRING-SKIP-ENDS-0', 'note'), 'transformations[0].type'],
    ['no stream', { field_id: 'note', type: 'HASH' }, 'transformations[0].tap_stream_name'],
    ['no object', 'HASH', 'transformations[0]'],
    [
      'a condition that compares with nothing',
      rule('HASH', 'note', { when: [{ column: 'id', equals: 0 }] }),
      'when[0]',
    ],
    ['a wrong pattern', rule('HASH', 'note', { when: [{ column: 'note', regex_match: '(' }] }), 'when[0].regex_match'],
    ['an unknown column of a condition', rule('HASH', 'note', { when: [{ column: 'x', equals: 1 }] }), '`x`'],
    ['a wildcard in a path', rule('HASH', 'attrs', { field_paths: ['*/a'] }), 'field_paths[0]'],
    ['a key that would be null', rule('SET-NULL', 'id'), 'key property'],
  ])('%s', (_what, bad, part) => {
    const error = failureOf(() => compile([bad]));
    expect(error).toMatchObject({ code: 'ConfigInvalid' });
    expect(String(error)).toContain(part);
  });

  test('beside stream maps', () => {
    expect(failureOf(() => compile([], { stream_maps: {} }))).toMatchObject({ code: 'ConfigInvalid' });
  });

  test('what no stream can have is told without one', () => {
    const problems = checkMapSettings({ transformations: [rule('SCRAMBLE', 'note')] });
    expect(problems.map(({ path, error }) => [path, error.code])).toEqual([
      [['transformations', '0'], 'ConfigInvalid'],
    ]);
  });

  test('as a filter of Singer messages', () => {
    expect(failureOf(() => new MessageMapper({ transformations: [] }))).toMatchObject({ code: 'Unsupported' });
  });
});

test('a pattern takes linear time', () => {
  const map = compile([rule('MASK-HIDDEN', 'note', { when: [{ column: 'note', regex_match: '^(a+)+$' }] })]);
  const line = (LINES[1] ?? '').replace('caffè 😀', `${'a'.repeat(20_000)}b`);
  const started = performance.now();
  expect(mapLines(map, [line]).lines).toEqual([line]);
  expect(atQuickPace(performance.now() - started, 1000)).toBeLessThan(1000);
});
