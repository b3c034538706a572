/** The error of ours that `work` ends with; fails when it ends well or with another kind of error. */
import { MeltemiError } from '../../src/model/errors';

export async function rejection(work: Promise<unknown>): Promise<MeltemiError> {
  const result = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in result && result.error instanceof MeltemiError) return result.error;
  throw new Error(`Expected a MeltemiError, got ${'error' in result ? String(result.error) : 'no error'}.`);
}
