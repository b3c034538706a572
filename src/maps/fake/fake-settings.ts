/** Reads `faker_config`, which stream maps share with the Singer SDK. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { didYouMean } from '../../model/suggest';
import { knownLocales, localeNamed } from './locales';

export interface FakeSettings {
  /** Null: other fakes each time. */
  readonly seed: string | null;
  /** By the names of the package, at least one; each fake is of one of them. */
  readonly locales: readonly string[];
}

const DEFAULT_LOCALE = 'en_US';

/** Throws `ConfigInvalid`, naming the setting. */
export function readFakeSettings(value: JsonValue | undefined): FakeSettings {
  const config = value ?? {};
  if (!isObject(config)) throw invalid('', 'must be an object', 'Write `seed` and `locale` below it.');
  const unknown = Object.keys(config).find((key) => key !== 'seed' && key !== 'locale');
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, ['seed', 'locale']);
    throw invalid(`.${unknown}`, `is no setting of fakes.${hint}`, 'Its settings are `seed` and `locale`.');
  }
  return { seed: readSeed(config['seed'] ?? null), locales: readLocales(config['locale'] ?? DEFAULT_LOCALE) };
}

function readSeed(seed: JsonValue): string | null {
  if (seed === null) return null;
  if (typeof seed === 'string' || typeof seed === 'number') return String(seed);
  throw invalid('.seed', 'must be a number or text', 'Write any number: the same one gives the same fakes.');
}

function readLocales(value: JsonValue): readonly string[] {
  const names = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  if (names.length === 0) throw invalid('.locale', 'is an empty list', 'Leave it out for `en_US`.');
  return names.map((name) => {
    const locale = typeof name === 'string' ? localeNamed(name) : null;
    if (locale !== null) return locale;
    const shown = typeof name === 'string' ? `\`${name}\`` : 'a value that is no text';
    const hint = typeof name === 'string' ? didYouMean(name, knownLocales()) : '';
    throw invalid(
      '.locale',
      `names ${shown}, a locale that there is not.${hint}`,
      'Write e.g. `de_DE`, or a list of them.',
    );
  });
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(name: string, what: string, instruction: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The setting \`faker_config${name}\` ${what.replace(/\.$/, '')}.`,
    instruction,
  );
}
