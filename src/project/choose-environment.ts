/** Which of the project's environments is active. */
import { MeltemiError } from '../model/errors';
import type { EnvironmentEntry, ProjectEntries } from './entries';
import { configError } from './place';
import type { Project } from './project';
import { didYouMean } from '../model/suggest';
import type { Variables } from './variables';

export interface EnvironmentChoice {
  /** Undefined: nobody chose; null: none. */
  readonly chosen: string | null | undefined;
  /** The project's default does not count. */
  readonly ignoreDefault: boolean;
}

/**
 * The first that is set: the caller's choice (null: none), `MELTANO_ENVIRONMENT` of the process, then of `.env`; unless the default is
 * ignored, `MELTANO_DEFAULT_ENVIRONMENT`, `default_environment`. The name `null`, in any case, means none.
 */
export function chooseEnvironment(
  entries: ProjectEntries,
  { chosen, ignoreDefault }: EnvironmentChoice,
  process: Variables,
  dotenv: Variables,
): EnvironmentEntry | null {
  if (chosen === null) return null;
  const variable = (name: string): string | undefined => process.get(name)?.text || dotenv.get(name)?.text || undefined;
  const byDefault = ignoreDefault ? undefined : variable('MELTANO_DEFAULT_ENVIRONMENT');
  const named = chosen ?? variable('MELTANO_ENVIRONMENT') ?? byDefault;
  const fallback = ignoreDefault ? null : entries.defaultEnvironment;
  const name = named ?? (fallback === null ? null : String(fallback.value));
  if (name === null || name.toLowerCase() === 'null') return null;
  const environment = entries.environments.get(name);
  if (environment !== undefined) return environment;
  const reason = `There is no environment \`${name}\` in the project.${didYouMean(name, entries.environments.keys())}`;
  const known = [...entries.environments.keys()].map((each) => `\`${each}\``).join(', ');
  const remedy = known === '' ? 'Define it below `environments:`.' : `Known ones are ${known}.`;
  throw named === undefined && fallback !== null
    ? configError(fallback.place, reason, remedy)
    : new MeltemiError('ConfigInvalid', reason, remedy);
}

/** Meltano's rule for runs: state belongs to an environment. A project that has none runs without. Throws `ConfigInvalid`. */
export function requireEnvironment({ environment, environments }: Pick<Project, 'environment' | 'environments'>): void {
  if (environment !== null || environments.length === 0) return;
  throw new MeltemiError(
    'ConfigInvalid',
    'No environment is active, and a run of this project needs one: its state belongs to it.',
    `Give \`--environment\`, one of ${environments.map((name) => `\`${name}\``).join(', ')}, or set \`default_environment\`.`,
  );
}
