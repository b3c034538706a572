/** JSON made small for what a workflow has to carry along: lists of thousands of bookmarks that look alike. */
import { fromByteArray, toByteArray } from 'base64-js';
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { JsonValue } from './json';

/** Characters of JSON below which packing is not worth a value that nobody can read in the Temporal UI. */
const SMALL = 1024;

const TAG = 'deflated';

/** The value itself when it is small, else `{"deflated": "<base64 of raw deflate>"}`. */
export function packed(value: JsonValue): JsonValue {
  const text = JSON.stringify(value);
  return text.length <= SMALL ? value : { [TAG]: fromByteArray(deflateSync(strToU8(text), { level: 6 })) };
}

/** Throws for what is broken. */
export function unpacked(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || !(TAG in value)) return value;
  const { [TAG]: text } = value;
  return typeof text === 'string' ? (JSON.parse(strFromU8(inflateSync(toByteArray(text)))) as JsonValue) : value;
}
