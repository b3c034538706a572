/** A project file as a YAML document whose parts can be changed while everything else stays as it was written. */
import { parseDocument, type Document } from 'yaml';
import { patchLines } from './line-patch';

/**
 * Parsed without numbers and booleans: each plain value is the very text of the file, so `010`, `1.10`, `1_000` or a number of twenty
 * digits are written back as they are. The file was read before by `parse-yaml.ts`, which knows what the texts mean.
 */
export function parseEditable(text: string): Document {
  return parseDocument(text, { version: '1.2', schema: 'failsafe', customTags: ['null'], prettyErrors: false });
}

/** The text of `document`, which was parsed from `original` and then changed; lines without a change are those of `original`. */
export function renderEdited(original: string, document: Document): string {
  const style = styleOf(original);
  const before = parseEditable(original).toString(style);
  const after = document.toString(style);
  const patched = patchLines(original, before, after);
  return patched !== null && sameContent(patched, after) ? patched : after;
}

interface Style {
  /** Columns per level. */
  readonly indent: number;
  readonly indentSeq: boolean;
  /** `{ a: 1 }` instead of `{a: 1}`. */
  readonly flowCollectionPadding: boolean;
  readonly lineWidth: 0;
  readonly singleQuote: true;
}

function styleOf(text: string): Style {
  // The first list below a key and the first nested mapping show how the file is indented.
  const list = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- /m.exec(text);
  const nested = /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]/m.exec(text);
  return {
    indent: nested?.[1]?.length ?? 2,
    indentSeq: list !== null && (list[2] ?? '').length > (list[1] ?? '').length,
    flowCollectionPadding: /\{ /.test(text) && !/\{[^\s{}]/.test(text.replace(/\$\{/g, '')),
    lineWidth: 0,
    singleQuote: true,
  };
}

function sameContent(left: string, right: string): boolean {
  const [a, b] = [parseEditable(left), parseEditable(right)];
  return a.errors.length === 0 && JSON.stringify(a.toJS()) === JSON.stringify(b.toJS());
}
