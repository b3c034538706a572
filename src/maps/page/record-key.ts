/** How a message names a record: by its key, where the key may be shown, else by its row. */
import { unescapeField, NULL_FIELD } from '../../pages/encoding/text';
import type { KeyColumn } from '../plan/key-trace';

/** Characters of a key's value that a message shows: enough for an id of any kind, not for a document. */
const MAX_CHARS = 64;

/** `line`: the record without its newline. `row`: its number in its page, from 1. */
export function shownRecord(keys: readonly KeyColumn[], line: Buffer, row: number): string {
  const fields = line.toString('utf8').split('\t');
  const shown = keys.flatMap(({ name, index }) => (index === null ? [] : [`${name}=${shownValue(fields[index])}`]));
  const hidden = keys.flatMap(({ name, index }) => (index === null ? [`\`${name}\``] : []));
  const record = shown.length > 0 ? `record ${shown.join(', ')}` : `row ${row} of the page`;
  if (hidden.length === 0) return record;
  return `${record} (its key ${hidden.join(', ')} is changed or removed by a map, and not shown)`;
}

function shownValue(field: string | undefined): string {
  if (field === undefined || field === NULL_FIELD) return 'null';
  const value = [...unescapeField(field)];
  const cut = value.length > MAX_CHARS ? `${value.slice(0, MAX_CHARS).join('')}…` : value.join('');
  // A key that is no plain word stands in quotes, so that its blanks and line ends cannot be taken for the message's own.
  return /^[\p{L}\p{N}._:/+@-]+…?$/u.test(cut) ? cut : JSON.stringify(cut);
}
