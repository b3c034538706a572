import type { JsonObject } from '../../../src/model/json';
import { StateWriter } from '../../../src/activities/state-writer';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('of the states that come while one is written only the last is written', async () => {
  const written: [JsonObject, number][] = [];
  const go: (() => void)[] = [];
  const writer = new StateWriter(async (state, seq) => {
    await new Promise<void>((resolve) => go.push(resolve));
    written.push([state, seq]);
  });
  for (const id of [1, 2, 3]) writer.take({ id });
  go.shift()?.();
  await tick();
  expect(writer.written).toEqual({ id: 1 });
  const flushed = writer.flush();
  go.shift()?.();
  await flushed;
  expect(written).toEqual([
    [{ id: 1 }, 1],
    [{ id: 3 }, 2],
  ]);
});

test('a state whose write failed is written again with the flush', async () => {
  let tries = 0;
  const writer = new StateWriter(async () => {
    if (++tries === 1) throw new Error('away');
  });
  writer.take({ id: 1 });
  await tick();
  expect(writer.written).toBeNull();
  await writer.flush();
  expect(writer.written).toEqual({ id: 1 });
});

test('a flush that cannot write says so', async () => {
  const writer = new StateWriter(() => Promise.reject(new Error('away')));
  writer.take({ id: 1 });
  await expect(writer.flush()).rejects.toThrow('away');
});

test('a flush without a state does nothing', async () => {
  await new StateWriter(() => Promise.reject(new Error('away'))).flush();
});
