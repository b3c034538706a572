/** Many small requests to a store, some at once. */

/** Enough to hide the time of one request behind others, few enough for any service. */
const AT_ONCE = 8;

/** Does `work` for each item, eight at a time; the first failure ends it. */
export async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
