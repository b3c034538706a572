import { CancelledFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { inAttempt } from '../../../src/activities/attempt';
import { MeltemiError } from '../../../src/model/errors';
import { Redactor } from '../../../src/model/redactor';

const redactor = new Redactor();
redactor.add(['hunter22']);

async function failureOf(error: unknown, attempt = 1): Promise<ApplicationFailure> {
  const environment = new MockActivityEnvironment({ attempt });
  const failed = environment.run(() => inAttempt(redactor, null, () => Promise.reject(error as Error)));
  return failed.then(
    () => Promise.reject(new Error('it did not fail')),
    (failure: unknown) => failure as ApplicationFailure,
  );
}

test('an error of ours keeps its code, its sentence and its retry rule', async () => {
  const failure = await failureOf(new MeltemiError('TargetRejected', 'Column `a` is too narrow.', 'Widen it.'));
  expect(failure).toMatchObject({
    type: 'TargetRejected',
    message: 'Column `a` is too narrow. Widen it.',
    nonRetryable: true,
  });
  expect((await failureOf(new MeltemiError('SourceUnavailable', 'Down.', ''))).nonRetryable).toBe(false);
});

test('a wait that the other side asked for becomes the delay of the next try', async () => {
  const failure = await failureOf(new MeltemiError('SourceRateLimited', 'Slow down.', '', { retryAfterSeconds: 37 }));
  expect(failure.nextRetryDelay).toBe('37s');
});

test('no secret leaves in a message', async () => {
  expect((await failureOf(new MeltemiError('ConfigInvalid', 'Got hunter22.', ''))).message).toBe('Got ****.');
  expect((await failureOf(new Error('password hunter22 refused'))).message).not.toContain('hunter22');
});

test('a bug is tried a few times, then given up', async () => {
  expect((await failureOf(new TypeError('x is not a function'), 1)).nonRetryable).toBe(false);
  expect((await failureOf(new TypeError('x is not a function'), 5)).nonRetryable).toBe(true);
});

test('a cancelled attempt ends as cancelled, however its driver fails', async () => {
  const environment = new MockActivityEnvironment();
  const run = environment.run(() =>
    inAttempt(redactor, null, async ({ signal }) => {
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      environment.cancel();
      await aborted;
      throw new Error('connection closed');
    }),
  );
  await expect(run).rejects.toBeInstanceOf(CancelledFailure);
});

test('heartbeats are sent while the work goes on', async () => {
  const environment = new MockActivityEnvironment();
  let beats = 0;
  environment.on('heartbeat', () => beats++);
  await environment.run(() => inAttempt(redactor, 0.15, () => new Promise((resolve) => setTimeout(resolve, 400))));
  expect(beats).toBeGreaterThanOrEqual(3);
});
