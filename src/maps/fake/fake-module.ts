/**
 * `fake` as expressions see it: Python Faker's methods by their names. With a seed, the fakes of a property are a function of the
 * seed, the stream, the property and the record's key: a page that is read again, or a record that comes again, gets the same.
 */
import type { Faker } from '@faker-js/faker';
import { bindArguments, FunctionValue, ModuleValue, required, type CallContext } from '../values/callable';
import { RECORD_STYLE, writeJson } from '../values/json-write';
import { spendWork } from '../values/limits';
import { valueError } from '../values/python-error';
import { strOf } from '../values/text-of';
import type { Value } from '../values/value';
import type { FakeMethod } from './fake-method';
import type { FakeSettings } from './fake-settings';
import { loadFaker } from './load-faker';
import { NUMBERS } from './methods/numbers';
import { INTERNET, PEOPLE, PLACES } from './methods/people';
import { TEXTS } from './methods/texts';
import { TIMES } from './methods/times';
import { SeededRandom } from './seeded-random';

const METHODS: ReadonlyMap<string, FakeMethod> = new Map(
  Object.entries({ ...PEOPLE, ...PLACES, ...INTERNET, ...TEXTS, ...NUMBERS, ...TIMES }),
);

/** What the fakes of one property depend on. */
export interface FakeOwner {
  readonly stream: string;
  /** Null: the filter. */
  readonly property: string | null;
  /** Places of the columns that tell a record from others. */
  readonly keyColumns: readonly number[];
}

/** How the package's error begins; its class has no name. */
const NO_DATA = 'The locale data for';
/** Units of work of one fake. */
const FAKE_WORK = 500;
/** Milliseconds since 1970 UTC of 2025-01-01: with a seed, what `today` is for dates that lie before it. */
const SEEDED_TODAY = 1_735_689_600_000;

export function fakeModule(settings: FakeSettings, owner: FakeOwner): ModuleValue {
  const source = new FakeSource(settings, owner);
  const methods = [...METHODS].map(([name, method]): [string, Value] => [
    name,
    new FunctionValue(name, (args, keywords, context) => {
      const bound = bindArguments(`\`fake.${name}\``, method.names, args, keywords);
      return source.make(method, bound, context);
    }),
  ]);
  const seedInstance = new FunctionValue('seed_instance', ([seed], _keywords, context) => {
    source.reseed(required(seed, '`fake.seed_instance`'), context);
    return null;
  });
  return new ModuleValue('fake', new Map([...methods, ['seed_instance', seedInstance]]));
}

/** The fakers of a map, one per locale, with one generator, which each evaluation begins anew. */
class FakeSource {
  private readonly random: SeededRandom;
  private readonly fakers: readonly Faker[];
  /** Number of the evaluation that the generator was seeded for. */
  private turn = -1;
  private isClean = false;

  constructor(
    private readonly settings: FakeSettings,
    private readonly owner: FakeOwner,
  ) {
    const { random, fakers } = fakersOf(settings.locales);
    this.random = random;
    this.fakers = fakers;
  }

  make(method: FakeMethod, args: readonly (Value | undefined)[], context: CallContext): Value {
    spendWork(FAKE_WORK);
    this.begin(context);
    const at = this.fakers.length === 1 ? 0 : Math.floor(this.random.next() * this.fakers.length);
    const faker = this.fakers[at];
    if (faker === undefined) throw new Error('a fake without a locale');
    const today = this.settings.seed === null ? context.now() / 1000 : SEEDED_TODAY;
    try {
      return method.make(faker, args, today);
    } catch (error) {
      // Some countries have no states, some languages no prefixes of names.
      if (!(error instanceof Error) || !error.message.startsWith(NO_DATA)) throw error;
      const locale = this.settings.locales[at] ?? '';
      throw valueError(`The locale \`${locale}\` has nothing for this fake.`);
    }
  }

  /** For the rest of the evaluation: the same seed gives the same fakes in every stream and property. */
  reseed(seed: Value, context: CallContext): void {
    this.begin(context);
    this.random.seedWith(`instance ${strOf(seed)}`);
    this.isClean = false;
  }

  private begin(context: CallContext): void {
    if (this.turn === context.turn) return;
    this.turn = context.turn;
    const { seed } = this.settings;
    if (seed !== null) this.random.seedWith(`${seed}\0${this.identity(context)}`);
    else if (!this.isClean) this.random.seedAnew();
    this.isClean = true;
  }

  private identity(context: CallContext): string {
    const { stream, property, keyColumns } = this.owner;
    const values = keyColumns.map((column) => writeJson(context.column(column), RECORD_STYLE));
    return JSON.stringify([stream, property, ...values]);
  }
}

interface Fakers {
  readonly random: SeededRandom;
  readonly fakers: readonly Faker[];
}

/** Evaluations do not overlap, so all properties and streams share the fakers of their locales. */
const loaded = new Map<string, Fakers>();

function fakersOf(locales: readonly string[]): Fakers {
  const key = locales.join(' ');
  const known = loaded.get(key);
  if (known) return known;
  const random = new SeededRandom();
  const made = { random, fakers: locales.map((locale) => loadFaker(locale, random)) };
  loaded.set(key, made);
  return made;
}
