/**
 * Cases as text: `### name`, then `=> error|warning file:line:column: part of the message` for each expected line, then the text of
 * `meltano.yml`, then `--- path` before the text of each other file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusCase, Expected } from './case';

export function readCases(folder: string): readonly CorpusCase[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^### /m).slice(1).map(readCase));
}

function readCase(text: string): CorpusCase {
  const [name = '', ...lines] = text.split('\n');
  const isExpected = (line: string): boolean => line.startsWith('=> ');
  const expected = lines.filter(isExpected).map(readExpected);
  const files = new Map<string, string>();
  let path = 'meltano.yml';
  let content: string[] = [];
  const finish = (): unknown => files.set(path, `${content.join('\n').trimEnd()}\n`);
  for (const line of lines.slice(expected.length)) {
    const next = /^--- (\S+)$/.exec(line)?.[1];
    if (next === undefined) content.push(line);
    else {
      finish();
      path = next;
      content = [];
    }
  }
  finish();
  return { name, expected, files, exitCode: expected.some(({ start }) => start.includes(': error: ')) ? 1 : 0 };
}

function readExpected(line: string): Expected {
  const [, severity, place, part] = /^=> (error|warning) (\S+:\d+:\d+): (.+)$/.exec(line) ?? [];
  if (severity === undefined || place === undefined || part === undefined)
    throw new Error(`Not an expectation: ${line}`);
  return { start: `${place}: ${severity}: `, part };
}
