/** Where `config set`, `unset` and `reset` write: `.env`, the active environment, or the project's files. */
import { failedError } from '../cli-error';
import type { ExplainedSetting } from '../../project/settings-request';
import type { Subject } from './subject';

export type StoreChoice = 'auto' | 'dotenv' | 'meltano_environment' | 'meltano_yml' | 'db';

export type Store = 'dotenv' | 'environment' | 'files';

export const STORE_LABELS: Readonly<Record<Store, string>> = {
  dotenv: '`.env`',
  environment: 'the active environment in `meltano.yml`',
  files: '`meltano.yml`',
};

/** Secrets go to `.env`, other values to the active environment, else to the files. `setting`: null when there is none of that name. */
export function chooseStore(
  subject: Subject,
  choice: StoreChoice,
  setting: Pick<ExplainedSetting, 'definition' | 'secret'> | null,
): Store {
  const inEnvironment = subject.project.environment !== null && subject.ref !== 'meltano';
  switch (choice) {
    case 'auto':
      if (setting?.definition !== null && setting?.secret === true) return 'dotenv';
      return inEnvironment ? 'environment' : 'files';
    case 'dotenv':
      return 'dotenv';
    case 'meltano_environment':
      if (inEnvironment) return 'environment';
      throw failedError('No environment is active.', 'Name one with `--environment` in front of `config`.');
    case 'meltano_yml':
      // With an environment at hand Meltano means its part of the file.
      return inEnvironment ? 'environment' : 'files';
    case 'db':
      throw failedError(
        'Meltemi keeps no settings in a database, where nobody would see them.',
        'Use `--store=meltano_yml`, or `--store=dotenv` for a secret.',
      );
  }
}
