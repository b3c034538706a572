/** The text of a project file that is new as a whole. */
import type { JsonObject } from '../../model/json';
import { newNode } from './new-node';
import { parseEditable } from './yaml-document';

export function newFileText(content: JsonObject): string {
  const document = parseEditable('');
  document.contents = newNode(content);
  return document.toString({ indent: 2, indentSeq: true, lineWidth: 0, singleQuote: true });
}
