/** The pages of several units side by side: the first ones are asked for before their turn, the order stays. */
import type { StreamPage } from './stream-pages';
import type { Unit } from './units';

export interface OpenUnit {
  readonly unit: Unit;
  readonly pages: AsyncIterable<StreamPage>;
}

type Pages = AsyncGenerator<StreamPage>;

interface Waiting {
  readonly unit: Unit;
  readonly pages: Pages;
  readonly first: Promise<IteratorResult<StreamPage>>;
}

/** `limit`: units under way at a time. `read`: the pages of a unit; an error of a page is told when it is its turn. */
export async function* unitsAhead(
  units: AsyncGenerator<Unit>,
  limit: number,
  read: (unit: Unit) => Pages,
): AsyncGenerator<OpenUnit> {
  const waiting: Waiting[] = [];
  let isAtEnd = false;
  let failure: { readonly error: unknown } | null = null;
  const fill = async (): Promise<void> => {
    while (!isAtEnd && waiting.length < limit) {
      let next: IteratorResult<Unit>;
      try {
        next = await units.next();
      } catch (error) {
        // The units before it are whole.
        failure = { error };
        isAtEnd = true;
        return;
      }
      if (next.done === true) {
        isAtEnd = true;
        return;
      }
      const pages = read(next.value);
      const first = pages.next();
      first.catch(() => undefined);
      waiting.push({ unit: next.value, pages, first });
    }
  };
  try {
    for (;;) {
      await fill();
      const current = waiting[0];
      if (current === undefined) {
        if (failure !== null) throw (failure as { readonly error: unknown }).error;
        return;
      }
      yield { unit: current.unit, pages: resumed(current) };
      waiting.shift();
    }
  } finally {
    await Promise.all(waiting.map(({ pages }) => pages.return(undefined).catch(() => undefined)));
    await units.return(undefined);
  }
}

async function* resumed({ first, pages }: Waiting): Pages {
  const result = await first;
  if (result.done === true) return;
  yield result.value;
  yield* pages;
}
