/** A YAML scalar as a JSON scalar: the numbers that ruamel.yaml knows and YAML 1.2 does not, and those that no double can hold. */
import { Scalar } from 'yaml';
import type { JsonScalar } from '../model/json';
import type { Place } from './place';
import type { ScalarTree } from './tree';

const UNDERSCORED = /^[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?$/;
const WHOLE = /^[-+]?[0-9]+$/;

export function scalarTree(node: Scalar, place: Place): ScalarTree {
  return { kind: 'scalar', value: valueOf(node), place, inset: insetOf(node) };
}

function valueOf(node: Scalar): JsonScalar {
  const { value, source } = node;
  if (typeof value === 'number') {
    // JSON has neither, and a rounded id would be a wrong id: both travel as the text that was written.
    const exact = Number.isFinite(value) && (!WHOLE.test(source ?? '') || Number.isSafeInteger(value));
    return exact ? value : (source ?? String(value));
  }
  if (typeof value === 'string') {
    const number = node.type === Scalar.PLAIN && value.includes('_') && UNDERSCORED.test(value);
    return number ? Number(value.replaceAll('_', '')) : value;
  }
  return typeof value === 'boolean' || value === null ? value : (source ?? '');
}

function insetOf(node: Scalar): number | null {
  if (typeof node.value !== 'string') return null;
  const written = node.source ?? node.value;
  if (written !== node.value || written.includes('\n')) return null;
  if (node.type === Scalar.PLAIN) return 0;
  return node.type === Scalar.QUOTE_SINGLE || node.type === Scalar.QUOTE_DOUBLE ? 1 : null;
}
