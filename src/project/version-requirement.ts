/** `requires_meltano`: which versions of Meltano may run a project, as Python's version specifiers (PEP 440). */
import { MeltemiError } from '../model/errors';
import { configError, showPlace } from './place';
import { asText, child, type MappingTree } from './tree';

/** The version of Meltano whose behaviour Meltemi has. */
const MELTANO_VERSION = '4.4.1';

const SPECIFIER = /^(===|==|!=|~=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?(?:[a-z0-9.+!-]*)$/i;

/** Throws `VersionMismatch`, or `ConfigInvalid` for a text that is no specifier. */
export function checkVersion(project: MappingTree): void {
  const required = child(project, 'requires_meltano');
  if (required === null) return;
  const text = asText(required, '`requires_meltano`');
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const match = SPECIFIER.exec(part);
    if (match === null) {
      const remedy = 'Write something like `>=4.0,<5`.';
      throw configError(required.place, `\`requires_meltano\` has \`${part}\`, which is no version specifier.`, remedy);
    }
    const [, operator = '', version = '', wildcard] = match;
    if (satisfies(operator, version, wildcard !== undefined)) continue;
    throw new MeltemiError(
      'VersionMismatch',
      `${showPlace(required.place)}: The project requires Meltano ${text}, and Meltemi does what Meltano ${MELTANO_VERSION} does.`,
      'Widen `requires_meltano`, or run the project with the Meltano that it asks for.',
    );
  }
}

function satisfies(operator: string, version: string, wildcard: boolean): boolean {
  const wanted = version.split('.').map(Number);
  const order = compare(MELTANO_VERSION.split('.').map(Number), wanted);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '~=':
      // At least this one, and the same in all parts but the last.
      return order >= 0 && startsWith(wanted.slice(0, -1));
    case '!=':
      return wildcard ? !startsWith(wanted) : order !== 0;
    default:
      return wildcard ? startsWith(wanted) : order === 0;
  }
}

function startsWith(prefix: readonly number[]): boolean {
  const parts = MELTANO_VERSION.split('.').map(Number);
  return prefix.every((part, index) => part === (parts[index] ?? 0));
}

/** Missing parts are zeros. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
