/** New values as YAML nodes, written so that Meltano and Meltemi both read back what was meant. */
import { Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject } from '../flatten';

/** Texts that start like a word are safe without quotes; numbers, dates, times and all else get them. */
const WORD = /^[A-Za-z_$/][^\n]*$/;
/** Words that some YAML reader takes for a boolean or for nothing. */
const RESERVED = /^(true|false|yes|no|on|off|y|n|null)$/i;

/** Keys, numbers and booleans are plain texts in the editor's documents (`yaml-document.ts`), which keep every text as it is. */
export function newNode(value: JsonValue): Scalar | YAMLMap | YAMLSeq {
  if (value === null) return new Scalar(null);
  if (typeof value === 'string') return textNode(value);
  if (typeof value === 'number' || typeof value === 'boolean') return scalar(String(value), Scalar.PLAIN);
  if (isObject(value)) return mapNode(value);
  return listNode(value);
}

export function textNode(text: string): Scalar {
  if (text.includes('\n')) return scalar(text, Scalar.BLOCK_LITERAL);
  return scalar(text, WORD.test(text) && !RESERVED.test(text) ? Scalar.PLAIN : Scalar.QUOTE_SINGLE);
}

function listNode(items: readonly JsonValue[]): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of items) list.items.push(newNode(item));
  if (items.length === 0) list.flow = true;
  return list;
}

function mapNode(value: JsonObject): YAMLMap {
  const map = new YAMLMap();
  for (const [key, item] of Object.entries(value)) map.set(textNode(key), newNode(item));
  if (map.items.length === 0) map.flow = true;
  return map;
}

function scalar(text: string, type: Scalar.Type): Scalar {
  const node = new Scalar(text);
  node.type = type;
  return node;
}
