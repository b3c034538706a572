/** Reads the settings of targets of files: nested objects of texts, flags and numbers, with errors that name the setting. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';

/** The settings below one name. All methods throw `ConfigInvalid`. */
export class SettingsReader {
  constructor(
    private readonly values: JsonObject,
    private readonly pluginName: string,
    private readonly path = '',
  ) {}

  /** The settings below `name`; none when it is not set. */
  below(name: string): SettingsReader {
    const value = this.values[name] ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.invalid(name, 'is not a mapping');
    return new SettingsReader(value as JsonObject, this.pluginName, `${this.path}${name}.`);
  }

  has(name: string): boolean {
    return (this.values[name] ?? null) !== null;
  }

  /** Null when it is not set, or empty. */
  text(name: string): string | null {
    const value: JsonValue | undefined = this.values[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw this.invalid(name, 'is not a text');
  }

  flag(name: string): boolean | null {
    const value: JsonValue | undefined = this.values[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw this.invalid(name, 'is neither `true` nor `false`');
  }

  /** A whole number of at least 1. */
  count(name: string): number | null {
    const value: JsonValue | undefined = this.values[name];
    if (value === undefined || value === null || value === '') return null;
    const number = Number(value);
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw this.invalid(name, 'is not a whole number of at least 1');
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | null {
    const value = this.text(name);
    if (value === null) return null;
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    throw this.invalid(name, `is none of ${allowed.map((each) => `\`${each}\``).join(', ')}`);
  }

  required(name: string): MeltemiError {
    return this.invalid(name, 'is not set', 'Set it in');
  }

  invalid(name: string, problem: string, instruction = 'Correct it in'): MeltemiError {
    return new MeltemiError(
      'ConfigInvalid',
      `Setting \`${this.path}${name}\` of \`${this.pluginName}\` ${problem}.`,
      `${instruction} the plugin's \`config\` in the project.`,
    );
  }
}
