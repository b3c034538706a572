/** Loads the client of a cloud when a state backend needs it: it is large, and most projects have none. */
import { MeltemiError } from '../../model/errors';

/** Throws `Unsupported` when the package was left out of the installation. */
export function loadOptional<T>(load: () => T, packageName: string, scheme: string): T {
  try {
    return load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND')) throw cause;
    throw new MeltemiError(
      'Unsupported',
      `The state backend \`${scheme}\` needs the package \`${packageName}\`, which is not installed.`,
      `Install it beside meltemi: \`npm install ${packageName}\`.`,
      { cause },
    );
  }
}
