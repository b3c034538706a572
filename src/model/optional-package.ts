/** Loads a package that is large and needed by few projects, when one needs it. */
import { MeltemiError } from './errors';

/** What Node says of a package that was left out, and of a native one that this machine cannot load. */
const NOT_LOADED: ReadonlyMap<unknown, string> = new Map([
  ['MODULE_NOT_FOUND', 'is not installed'],
  ['ERR_DLOPEN_FAILED', 'is installed, but cannot be loaded on this machine'],
]);

/** `purpose` begins a sentence: "The state backend `s3`". Throws `Unsupported` when the package cannot be had. */
export function loadOptional<T>(load: () => T, packageName: string, purpose: string): T {
  try {
    return load();
  } catch (cause) {
    const problem = cause instanceof Error && 'code' in cause ? NOT_LOADED.get(cause.code) : undefined;
    if (problem === undefined) throw cause;
    throw new MeltemiError(
      'Unsupported',
      `${purpose} needs the package \`${packageName}\`, which ${problem}.`,
      `Install it beside meltemi: \`npm install ${packageName}\`.`,
      { cause },
    );
  }
}
