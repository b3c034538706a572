/** Where a value of the project stands, so that every complaint about it can say so. */
import { MeltemiError } from '../model/errors';

export interface Place {
  /** Relative to the project's folder, with `/` between the parts. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** `pipelines/orders/orders.yml:12:7`, the form that editors and terminals make clickable. */
export function showPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** A `ConfigInvalid` error that starts with the place. */
export function configError(place: Place, reason: string, instruction: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `${showPlace(place)}: ${reason}`, instruction);
}

/** For complaints about something that is there twice. */
export function definedTwice(what: string, first: Place, second: Place): string {
  return `${what} is defined twice: at ${showPlace(first)} and ${showPlace(second)}.`;
}
