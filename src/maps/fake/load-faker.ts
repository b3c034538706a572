/** Makes the fakers of the package. It is loaded here, when a map has a fake: a locale takes some 30 ms and 8 MB. */
import type { Faker, LocaleDefinition, Randomizer } from '@faker-js/faker';

type FakerClass = new (options: { locale: LocaleDefinition[]; randomizer: Randomizer }) => Faker;

/** `locale`: one of `locales.ts`, so no name reaches another file. The entry of a locale holds all that the locale falls back to. */
export function loadFaker(locale: string, randomizer: Randomizer): Faker {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { faker } = require(`@faker-js/faker/locale/${locale}`) as { faker: Faker };
  // The class itself is in the entry of all locales only, which takes ten times as long.
  const OfLocale = faker.constructor as FakerClass;
  return new OfLocale({ locale: [faker.rawDefinitions], randomizer });
}
