/** What one check of a tap has found. */

/** `warned`: worth a look, and no failure unless `strict` is asked for. `skipped`: there was nothing to look at. */
export type Outcome = 'passed' | 'warned' | 'failed' | 'skipped';

export interface CheckResult {
  /** Of the check: `primary keys`. */
  readonly check: CheckName;
  /** Null: the tap as a whole. */
  readonly stream: string | null;
  /** Null: the stream as a whole. */
  readonly property: string | null;
  readonly outcome: Outcome;
  /** What was found and what to do; empty for what has passed. Never the value of a record or a setting. */
  readonly message: string;
}

/** Every check, in the order of its run, with what it makes sure of. */
export const CHECKS = {
  'describes itself': 'the tap has a name, and its settings have types, with defaults that fit',
  discovery: 'there are streams, each with a name of its own, and asking again gives the same',
  connection: 'the stream can be read',
  'schema is valid': 'the schema is one, and names properties',
  'keys in schema': 'the primary keys and the replication key are properties of the schema',
  'returns records': 'there is at least one record',
  'schema matches records': 'every property of the schema is met in some record',
  'records match catalog': 'every property of the records is in the schema, so that none is left out',
  'records match schema': 'every record is what the schema says',
  'primary keys': 'every record has its primary key, not null and not that of another',
  'replication key': 'records have a replication key that can be a bookmark',
  'sorted records': 'records of a stream with `isSorted` come in the order of the replication key',
  'page resumes': 'a page that is asked for again by its token has the same records, so that a crash can go on there',
  'bookmark resumes': 'the stream can be read from the bookmark that the records give',
  'child contexts': 'every record says what its child streams are read for, and it is the same each time',
  'is a date-time': 'values are times with a date',
  'is a boolean': 'values are true or false',
  'is an integer': 'values are whole numbers',
  'is a number': 'values are numbers',
  'is a text': 'values are texts',
  'is an object': 'values are objects',
  'is a list': 'values are lists',
  'is not null': 'a property whose schema does not allow null has none',
} as const satisfies Record<string, string>;

export type CheckName = keyof typeof CHECKS;

/** `users: is an integer: id`, as tables and failures name a result. */
export function resultName({ check, stream, property }: CheckResult): string {
  return [stream, check, property].filter((part) => part !== null).join(': ');
}
