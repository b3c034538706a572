/** The environment variable that sets a setting, if one does. */
import { MeltemiError } from '../model/errors';
import type { Surroundings } from './expand-tree';
import type { Variables } from './variables';

/** Names of the variables of one setting, without the plugin's part. */
export interface VariableNames {
  /** The setting's name and its aliases in the form of variables: `HOST`. */
  readonly suffixes: readonly string[];
  /** Whole names; `!NAME` stands for the opposite of a boolean. */
  readonly envAliases: readonly string[];
}

/** The variable's text is taken as it is, never expanded. */
export interface SettingVariable {
  readonly text: string;
  readonly name: string;
  /** `environment`: of the process, or an `env:` block over it. */
  readonly store: 'environment' | 'dotenv';
  /** For messages: `` `TAP_X_HOST` (.env) ``. */
  readonly origin: string;
  readonly negated: boolean;
}

/** The process's variables first, then `.env`. Throws `ConfigInvalid` when two variables of one setting are set at once. */
export function findSettingVariable(
  { variables, dotenv }: Surroundings,
  prefixes: readonly string[],
  names: VariableNames,
  what: string,
): SettingVariable | null {
  return findIn(variables, 'environment', prefixes, names, what) ?? findIn(dotenv, 'dotenv', prefixes, names, what);
}

function findIn(
  source: Variables,
  store: SettingVariable['store'],
  prefixes: readonly string[],
  names: VariableNames,
  what: string,
): SettingVariable | null {
  let found: SettingVariable | null = null;
  const look = (name: string, negated: boolean): void => {
    const variable = source.get(name);
    if (variable === null) return;
    const next = { text: variable.text, name, store, origin: `\`${name}\` (${variable.origin})`, negated };
    if (found !== null && found.origin !== next.origin) {
      const reason = `${what} is set twice: by ${found.origin} and by ${next.origin}.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Keep one of the two variables.');
    }
    found = next;
  };
  for (const prefix of prefixes) for (const suffix of names.suffixes) look(`${prefix}_${suffix}`, false);
  for (const alias of names.envAliases) look(alias.replace(/^!/, ''), alias.startsWith('!'));
  return found;
}
