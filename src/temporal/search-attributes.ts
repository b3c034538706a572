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

/** True when the server knows all of them now. A server that refuses (no right, other type) is worked with without them. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const known = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => known.customAttributes?.[name] === undefined);
    if (missing.length === 0) return true;
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return true;
  } catch {
    return false;
  }
}
