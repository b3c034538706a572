import { KeptAlive, type Running } from '../../../src/temporal/keep-alive';

/** A process that ends when it is told to. */
class Child implements Running {
  end: () => void = () => undefined;
  stops = 0;
  readonly exited = new Promise<void>((resolve) => (this.end = resolve));

  async stop(): Promise<void> {
    this.stops++;
    this.end();
  }
}

const children: Child[] = [];
const lines: string[] = [];
const changes: (Child | null)[] = [];
let failures = 0;

function keepAlive(): KeptAlive<Child> {
  return new KeptAlive({
    name: 'child',
    launch: async () => {
      if (failures-- > 0) throw new Error('no room');
      const child = new Child();
      children.push(child);
      return child;
    },
    onChange: (running) => changes.push(running),
    onLine: (line) => lines.push(line),
  });
}

beforeEach(() => {
  jest.useFakeTimers();
  for (const list of [children, lines, changes]) list.length = 0;
  failures = 0;
});
afterEach(() => jest.useRealTimers());

/** Lets everything happen that happens within `ms`. */
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

test('a child that ends is started again at once', async () => {
  const keeper = keepAlive();
  await keeper.start();
  await pass(5_000);
  children[0]?.end();
  await pass(0);
  expect(children).toHaveLength(2);
  expect(lines).toEqual(['The child ended; starting it again.']);
  expect(changes).toEqual([children[0], null, children[1]]);
  await keeper.stop();
});

test('a child that keeps ending is started slower and slower, down to once in 10 s', async () => {
  const keeper = keepAlive();
  await keeper.start();
  const startedAtMs: number[] = [];
  const since = Date.now();
  for (let i = 0; i < 10; i++) {
    const count = children.length;
    children.at(-1)?.end();
    while (children.length === count) await pass(50);
    startedAtMs.push(Date.now() - since);
  }
  const gaps = startedAtMs.map((at, i) => at - (startedAtMs[i - 1] ?? 0));
  expect(gaps[0]).toBeLessThanOrEqual(50);
  expect(gaps.slice(1, 5)).toEqual([250, 500, 1000, 2000]);
  expect(gaps.at(-1)).toBe(10_000);
  await keeper.stop();
});

test('a child that lived a while starts at once again after earlier short lives', async () => {
  const keeper = keepAlive();
  await keeper.start();
  for (let i = 0; i < 4; i++) {
    children.at(-1)?.end();
    await pass(10_000);
  }
  await pass(2_000);
  const count = children.length;
  children.at(-1)?.end();
  await pass(0);
  expect(children).toHaveLength(count + 1);
  await keeper.stop();
});

test('a start that fails is said and tried again; the first one is the caller’s', async () => {
  failures = 1;
  await expect(keepAlive().start()).rejects.toThrow('no room');
  const keeper = keepAlive();
  await keeper.start();
  failures = 2;
  children[0]?.end();
  await pass(20_000);
  expect(lines.filter((line) => line === 'no room')).toHaveLength(2);
  expect(children).toHaveLength(2);
  await keeper.stop();
});

test('stopping stops the child and starts no other', async () => {
  const keeper = keepAlive();
  await keeper.start();
  await keeper.stop();
  await pass(20_000);
  expect(children.map((child) => child.stops)).toEqual([1]);
});

test('stopping while a child waits to be started again ends at once', async () => {
  const keeper = keepAlive();
  await keeper.start();
  failures = 1000;
  children[0]?.end();
  await pass(60_000);
  await keeper.stop();
  expect(children).toHaveLength(1);
});
