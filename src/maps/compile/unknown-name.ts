/** What is said about a name that an expression does not have: what it is elsewhere, or what may have been meant. */
import { didYouMean } from '../../model/suggest';
import { EXTENSIONS } from '../functions/registry';
import { PythonError } from '../values/python-error';
import type { Names } from './names';

export function unknownName(id: string, names: Names): PythonError {
  const message = isRefusedExtension(id, names)
    ? refusal(id)
    : `\`${id}\` is not defined: neither a column nor a function.`;
  return new PythonError('NameError', message + hint(id, names));
}

export function unknownFunction(id: string, names: Names): PythonError {
  const message = isRefusedExtension(id, names) ? refusal(id) : `The function \`${id}\` does not exist in stream maps.`;
  const column = names.columns.has(id) ? ' It is a column, not a function.' : hint(id, names);
  return new PythonError('FunctionNotDefined', message + column);
}

function isRefusedExtension(id: string, names: Names): boolean {
  return names.hasRecord && EXTENSIONS.has(id) && !names.functions.has(id);
}

function refusal(id: string): string {
  return `\`${id}\` is an extension, which \`stream_map_strict: true\` turns off: the mapper of the Singer SDK does not have it.`;
}

function hint(id: string, names: Names): string {
  if (isRefusedExtension(id, names)) return '';
  return didYouMean(id, [...names.columns.keys(), ...names.constants.keys(), ...names.functions.keys()]);
}
