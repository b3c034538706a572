/**
 * Mistakes in a project: a run stops at the first one, `meltemi validate` notes each and goes on without the part that it is in.
 */
import { MeltemiError } from '../model/errors';

/** Gets a mistake; what it does not throw is noted, and the part that is wrong counts as absent. */
export type OnProblem = (problem: MeltemiError) => void;

export const refuse: OnProblem = (problem) => {
  throw problem;
};

/** For what is reported where else it is looked for. */
export const ignore: OnProblem = () => undefined;

/** A secret or required setting uses a variable that is not defined: right or wrong depends on where the project is read. */
export class UndefinedVariableError extends MeltemiError {}

/** What `read` gives, or `fallback` for a mistake that `onProblem` does not throw. Other errors pass. */
export function attempt<T, F>(onProblem: OnProblem, read: () => T, fallback: F): T | F {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MeltemiError)) throw error;
    onProblem(error);
    return fallback;
  }
}

/** `read` of each item, without those that are wrong. */
export function attemptEach<I, T>(onProblem: OnProblem, items: readonly I[], read: (item: I) => T): readonly T[] {
  return items.flatMap((item) => attempt(onProblem, () => [read(item)], []));
}
