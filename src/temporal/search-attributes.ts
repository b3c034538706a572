/** Registers the search attributes under which runs are found; the workflows set them (`src/workflows/search-attributes.ts`). */
import type { Connection } from '@temporalio/client';

export const SEARCH_ATTRIBUTES = {
  MeltemiEnvironment: 'Keyword',
  MeltemiJob: 'Keyword',
  MeltemiStateId: 'Keyword',
  MeltemiStream: 'Keyword',
  MeltemiStatus: 'Keyword',
  MeltemiRows: 'Int',
} as const;

/** `IndexedValueType` of Temporal's API (`temporal/api/enums/v1/common.proto`). */
const TYPES = { Keyword: 2, Int: 3 } as const;

/** A server keeps what it knows of its namespaces for up to 10 s; a workflow that comes sooner with a new name is refused. */
const VISIBLE_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 200;

/**
 * True when workflows may use all of them now. False when the server refuses them (no right, another type, no room): runs are
 * then worked without them. Throws nothing for that.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const missing = await listMissing(connection, namespace);
    if (missing.length === 0) return true;
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    for (const deadline = Date.now() + VISIBLE_WITHIN_MS; Date.now() < deadline;) {
      if ((await listMissing(connection, namespace)).length === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return false;
  } catch {
    return false;
  }
}

/** Names of those that the namespace does not have with our type. Throws what the server says. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<readonly string[]> {
  return (await listMissing(connection, namespace)).map(([name]) => name);
}

/** Those that the namespace does not have with our type. */
async function listMissing(connection: Connection, namespace: string): Promise<[string, keyof typeof TYPES][]> {
  const known = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.entries(SEARCH_ATTRIBUTES).filter(
    ([name, type]) => Number(known.customAttributes[name]) !== TYPES[type],
  );
}
