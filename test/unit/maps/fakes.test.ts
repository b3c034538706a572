/** Fakes: by Python Faker's names, the same for the same record when there is a seed. */
import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readFakeSettings } from '../../../src/maps/fake/fake-settings';
import { fakeModule } from '../../../src/maps/fake/fake-module';
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { evaluate, reprOfExpression } from './evaluate';
import { failureOf } from './failure';
import { compileShop, LINES, mapShop } from './shop';

const OWNER = { stream: 'orders', property: 'x', keyColumns: [] };
const METHODS = [...fakeModule(readFakeSettings({}), OWNER).attributes.keys()].filter(
  (name) => name !== 'seed_instance',
);

/** The column `x` of each line. */
function fakesOf(expression: string, faker_config: JsonObject, lines: readonly string[] = LINES): string[] {
  return mapShop({ x: expression }, { faker_config }, lines).map((line) => line.split('\t').at(-1) ?? '');
}

describe('the methods', () => {
  it('are as many as people use', () => {
    expect(METHODS.length).toBeGreaterThan(100);
  });

  it.each(METHODS)('fake.%s gives the same again with a seed', (name) => {
    const once = reprOfExpression(`fake.${name}()`);
    expect(once).not.toBe("''");
    expect(reprOfExpression(`fake.${name}()`)).toBe(once);
  });

  it.each([
    ['fake.pyint(5, 7)', /^[567]$/],
    ['fake.pyint(min_value=-3, max_value=-3)', /^-3$/],
    ['fake.random_int(0, 100, 50)', /^(0|50|100)$/],
    ['fake.random_number(digits=3, fix_len=True)', /^[1-9]\d\d$/],
    ['fake.pyfloat(2, 3, min_value=1, max_value=2)', /^(1|2)\.\d{1,3}$/],
    ['fake.pydecimal(left_digits=2, right_digits=2, positive=True)', /^Decimal\('\d{1,2}\.\d\d'\)$/],
    ["fake.bothify('##-??-x')", /^'\d\d-[A-Za-z]{2}-x'$/],
    ["fake.numerify(text='%#')", /^'[1-9]\d'$/],
    ["fake.lexify('???')", /^'[A-Za-z]{3}'$/],
    ["fake.random_element(['a', 'b'])", /^'[ab]'$/],
    ['fake.words(2)', /^\['\w+', '\w+'\]$/],
    ['len(fake.text(50)) < 50', /^True$/],
    ['len(fake.pystr(5, 5))', /^5$/],
    ["fake.date('%d.%m.%Y')", /^'\d\d\.\d\d\.\d{4}'$/],
    ["fake.date_between('-1d', 'today')", /^datetime\.date\(202[45], \d+, \d+\)$/],
    ['2025 - fake.date_of_birth(minimum_age=30, maximum_age=30).year', /^3[01]$/],
    ['fake.boolean(chance_of_getting_true=100)', /^True$/],
    ['fake.email()', /^'[\w.+'-]+@example\.(com|net|org)'$/],
    [
      'int(fake.ean13()[-1]) == (10 - sum([int(c) * (1, 3)[i % 2] for i, c in enumerate(fake.ean13()[:12])]) % 10) % 10',
      /^(True|False)$/,
    ],
  ])('%s', (source, form) => {
    expect(reprOfExpression(source)).toMatch(form);
  });

  it('has a misspelt one suggested before any record', () => {
    const { message } = failureOf(() => evaluate('fake.emial()')) as Error;
    expect(message).toContain('Did you mean `email`?');
    expect(failureOf(() => evaluate('fake.unique.name()'))).toMatchObject({ name: 'AttributeError' });
    expect(failureOf(() => compileShop({ x: 'fake.emial()' }))).toMatchObject({ code: 'ConfigInvalid' });
  });
});

describe('with a seed', () => {
  it('a record gets the same in another page, place and state, by its key', () => {
    const [first, second, third] = fakesOf('fake.name()', { seed: 7 });
    const changed = (LINES[0] ?? '').replace('line one', 'another note');
    expect(fakesOf('fake.name()', { seed: 7 }, [LINES[2] ?? '', LINES[1] ?? '', changed])).toEqual([
      third,
      second,
      first,
    ]);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('another seed, property or stream gives others', () => {
    const names = fakesOf('fake.name()', { seed: 7 });
    expect(fakesOf('fake.name()', { seed: 8 })).not.toEqual(names);
    const both = mapShop({ x: 'fake.name()', y: 'fake.name()' }, { faker_config: { seed: 7 } });
    for (const line of both) expect(new Set(line.split('\t').slice(-2)).size).toBe(2);
    expect(both.map((line) => line.split('\t').at(-2))).toEqual(names);
  });

  it('fakes of one expression go on', () => {
    expect(new Set(evaluate('[fake.pyint(0, 10 ** 12) for x in range(50)]') as readonly number[]).size).toBe(50);
  });

  it('a record without a key is told by all that it holds', () => {
    const map = { x: 'fake.name()', __key_properties__: [] };
    const fakes = (lines: readonly string[]): (string | undefined)[] =>
      compileShop(map, { faker_config: { seed: 1 } })
        .outputs[0]?.mapRows(Buffer.from(lines.map((line) => `${line}\n`).join('')), 1)
        .bytes.toString('utf8')
        .split('\n')
        .map((line) => line.split('\t').at(-1)) ?? [];
    expect(fakes(LINES)).toEqual(fakes(LINES));
  });

  it('the Singer filter gives what pages give', () => {
    const config = { stream_maps: { 'public-orders': { x: 'fake.name()' } }, faker_config: { seed: 7 } };
    const messages = [
      {
        type: 'SCHEMA',
        stream: 'public-orders',
        schema: { type: 'object', properties: { id: { type: 'integer' } } },
        key_properties: ['id'],
      },
      { type: 'RECORD', stream: 'public-orders', record: { id: 1, more: 'x' } },
    ];
    const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
    const { bytes } = new MessageMapper(config).map(Buffer.from(text));
    const [, record = ''] = bytes.toString('utf8').split('\n');
    const { x } = (JSON.parse(record) as { record: { x: JsonValue } }).record;
    expect(x).toBe(fakesOf('fake.name()', { seed: 7 })[0]);
  });

  it('`seed_instance` gives one person the same fakes wherever they come up', () => {
    const map = (seed: number): string[] =>
      fakesOf('[fake.seed_instance(id), fake.name()][1]', { seed }).concat(
        mapShop({ y: '[fake.seed_instance(id), fake.name()][1]' }, {}).map((line) => line.split('\t').at(-1) ?? ''),
      );
    const [a, b, c, d, e, f] = map(1);
    expect([a, b, c]).toEqual([d, e, f]);
    expect(map(2)).toEqual(map(1));
  });
});

describe('without a seed', () => {
  it('fakes are others each time, also behind a `seed_instance`', () => {
    expect(fakesOf('fake.uuid4()', {})).not.toEqual(fakesOf('fake.uuid4()', {}));
    fakesOf('fake.seed_instance(1)', {});
    const once = fakesOf('fake.uuid4()', {})[0];
    fakesOf('fake.seed_instance(1)', {});
    expect(fakesOf('fake.uuid4()', {})[0]).not.toBe(once);
  });
});

describe('a locale', () => {
  it('is that of Python, with its country or without', () => {
    expect(reprOfLocale('de_DE')).toBe("'de'");
    expect(reprOfLocale('de-AT')).toBe("'de_AT'");
    expect(reprOfLocale('cs')).toBe("'cs_CZ'");
    expect(reprOfLocale('no_NO')).toBe("'nb_NO'");
  });

  it('of a list is drawn for each fake', () => {
    const locales = fakesOf("'-'.join([fake.locale() for i in range(40)])", { seed: 1, locale: ['it_IT', 'ja_JP'] });
    expect(new Set((locales[0] ?? '').split('-'))).toEqual(new Set(['it', 'ja']));
  });

  it('that lacks something says so', () => {
    expect(failureOf(() => fakesOf('fake.state()', { locale: 'ro_MD' }))).toMatchObject({
      reason: expect.stringContaining('`ro_MD` has nothing for this fake') as string,
    });
  });

  function reprOfLocale(locale: string): string {
    return `'${fakesOf('fake.locale()', { locale })[0] ?? ''}'`;
  }
});

describe('settings of fakes that are none', () => {
  it.each<[string, JsonValue, string]>([
    ['an unknown locale', { locale: 'xx_XX' }, '`xx_XX`'],
    ['one in a list', { locale: ['de_DE', 'it_TI_x'] }, '`it_TI_x`'],
    ['a path', { locale: '../../index' }, 'faker_config.locale'],
    ['a locale of JavaScript', { locale: 'constructor' }, '`constructor`'],
    ['no locale at all', { locale: [] }, 'faker_config.locale'],
    ['a seed that is a list', { seed: [1] }, 'faker_config.seed'],
    ['a misspelt setting', { sed: 1 }, 'Did you mean `seed`?'],
    ['text', 'de_DE', 'faker_config'],
  ])('%s', (_what, faker_config, part) => {
    const error = failureOf(() => compileShop({}, { faker_config }));
    expect(error).toBeInstanceOf(MeltemiError);
    expect((error as MeltemiError).reason).toContain(part);
  });
});

it('the package is loaded for maps with fakes only', () => {
  const outfile = resolve(__dirname, '../../../node_modules/.cache/meltemi/maps.test.js');
  const entry = resolve(__dirname, '../../../src/maps/compile-stream-map.ts');
  buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
    outfile,
  });
  const loads = (expression: string): string => {
    const stream = {
      name: 's',
      schema: { columns: [{ name: 'id', schema: { type: 'integer' }, nullable: false }], keyProperties: ['id'] },
    };
    const steps = [{ owner: 'test', config: { stream_maps: { s: { x: expression } } } }];
    const script = `require(${JSON.stringify(outfile)}).compileStreamMaps(${JSON.stringify(steps)}, ${JSON.stringify(stream)});
      console.log(Object.keys(require.cache).some((file) => file.includes('@faker-js')))`;
    return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
  };
  expect(loads('md5(str(id))')).toBe('false');
  expect(loads('fake.name()')).toBe('true');
});
