/** The Singer programs that tap-postgres stands in for. */
import { MeltemiError } from '../../../model/errors';
import type { SingerForm } from '../../singer-form';
import type { FoundTable } from '../catalog';
import type { TapPostgresSettings } from '../tap-settings';
import { meltanolabsForm } from './meltanolabs-form';
import { pipelinewiseForm } from './pipelinewise-form';

/** `variant`: as Meltano Hub names it; null: the hub's default. Throws `ConfigInvalid` for another one. */
export function singerFormOf(
  variant: string | null,
  found: ReadonlyMap<string, FoundTable>,
  settings: TapPostgresSettings,
): SingerForm {
  switch (variant) {
    case null:
    case 'meltanolabs':
      return meltanolabsForm(found, settings);
    case 'pipelinewise':
    case 'transferwise':
      return pipelinewiseForm(found, settings.connection.database);
    default:
      throw new MeltemiError(
        'ConfigInvalid',
        `\`tap-postgres\` has no variant \`${variant}\` as a Singer program.`,
        'Variants: `meltanolabs`, `pipelinewise` (the hub calls it `transferwise`).',
      );
  }
}
