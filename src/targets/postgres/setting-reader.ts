/** Single settings of target-postgres as the types they should have. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';

export class SettingReader {
  constructor(
    private readonly settings: JsonObject,
    private readonly pluginName: string,
  ) {}

  /** Null: not set, or empty. */
  value(name: string): JsonValue {
    const value = this.settings[name] ?? null;
    return value === '' ? null : value;
  }

  text(name: string): string | null {
    const value = this.value(name);
    if (value === null || typeof value === 'string') return value;
    throw this.invalid(name, 'is not a text');
  }

  /** Null: not set. Environments give texts. */
  flag(name: string): boolean | null {
    const value = this.value(name);
    if (value === null || typeof value === 'boolean') return value;
    const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
    if (['true', '1', 'yes', 'on'].includes(word)) return true;
    if (['false', '0', 'no', 'off'].includes(word)) return false;
    throw this.invalid(name, 'is neither `true` nor `false`');
  }

  /** Null: not set. */
  wholeNumber(name: string, least: number): number | null {
    const value = this.value(name);
    if (value === null) return null;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least) return number;
    throw this.invalid(name, `is not a whole number of at least ${String(least)}`);
  }

  invalid(name: string, problem: string): MeltemiError {
    return new MeltemiError(
      'ConfigInvalid',
      `The setting \`${name}\` of \`${this.pluginName}\` ${problem}.`,
      `Set \`${name}\` in the plugin's config, in its environment or in \`.env\`.`,
    );
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
