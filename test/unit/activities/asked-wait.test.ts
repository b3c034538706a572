/** The rule alone; with a server that is killed: `test/e2e/sdk-taps.test.ts`. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { keepAskedWait, type AskedWait } from '../../../src/activities/asked-wait';
import { MeltemiError } from '../../../src/model/errors';
import { Redactor } from '../../../src/model/redactor';

const redactor = new Redactor();
redactor.add(['hunter22']);
const REFUSED: AskedWait = {
  refusal: { code: 'SourceRateLimited', reason: '429 for path: /users.', instruction: 'Nothing.' },
  sentBack: 0,
};

interface Tried {
  readonly asked: boolean;
  readonly left: unknown;
  readonly error: unknown;
}

/** One attempt that was due `inMs` from now, after an attempt that left `details`. */
async function attempt(inMs: number, details: unknown, failure?: Error): Promise<Tried> {
  const environment = new MockActivityEnvironment({
    attempt: 2,
    currentAttemptScheduledTimestampMs: Date.now() + inMs,
    heartbeatDetails: details,
  });
  let asked = false;
  let left: unknown;
  environment.on('heartbeat', (given: unknown) => (left = given));
  const error: unknown = await environment
    .run(() =>
      keepAskedWait(redactor, () => {
        asked = true;
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      }),
    )
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  return { asked, left, error };
}

test('an attempt that comes before the wait is over asks nothing and waits for the rest, for the same reason', async () => {
  const { asked, left, error } = await attempt(100_000, REFUSED);
  expect({ asked, left }).toEqual({ asked: false, left: { ...REFUSED, sentBack: 1 } });
  expect(error).toMatchObject({ code: 'SourceRateLimited', reason: '429 for path: /users.', retryAfterSeconds: 100 });
});

test.each([
  ['when it is due', -5, REFUSED],
  ['as the clocks of two hosts differ', 1000, REFUSED],
  ['when no wait was asked for', 100_000, undefined],
  ['when it was sent back again and again, so that the clock is wrong', 100_000, { ...REFUSED, sentBack: 3 }],
])('an attempt asks %s', async (_when, inMs, details) => {
  expect(await attempt(inMs, details)).toEqual({ asked: true, left: undefined, error: null });
});

test('a refusal is left to the next attempt, without secrets', async () => {
  const refusal = new MeltemiError('SourceRateLimited', '429 for hunter22.', '', { retryAfterSeconds: 120 });
  const { left, error } = await attempt(-5, undefined, refusal);
  expect(error).toBe(refusal);
  expect(left).toEqual({
    refusal: { code: 'SourceRateLimited', reason: '429 for ****.', instruction: '' },
    sentBack: 0,
  });
  expect((await attempt(-5, undefined, new MeltemiError('SourceUnavailable', 'Down.', ''))).left).toBeUndefined();
});
