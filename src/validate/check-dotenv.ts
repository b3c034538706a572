/** Lines of `.env` that set nothing, or something else than they seem to. Never shows a value. */
import { dotenvLines, type DotenvLine } from '../project/dotenv';
import type { Place } from '../project/place';
import type { Findings } from './problem';

export function checkDotenv(text: string, findings: Findings): void {
  const seen = new Map<string, number>();
  for (const line of dotenvLines(text)) {
    const place = placeOf(text, line.index);
    const warn = (message: string, remedy: string): void => findings.add('warning', place, message, remedy);
    const problem = problemOf(line);
    if (problem !== null) {
      warn(problem.message, problem.remedy);
      continue;
    }
    const first = seen.get(line.name);
    if (first !== undefined) warn(`\`${line.name}\` is set on line ${first} already; this one counts.`, 'Keep one.');
    seen.set(line.name, place.line);
  }
}

function problemOf(line: DotenvLine): { readonly message: string; readonly remedy: string } | null {
  const { name, value, style, rest } = line;
  if (value === null) {
    if (/^[A-Za-z_]\w*$/.test(name) && rest === '') {
      return { message: `\`${name}\` has no value, so it is not set.`, remedy: `Write \`${name}=\` for an empty one.` };
    }
    return { message: 'This line is not of the form `NAME=value`, so it sets nothing.', remedy: 'Correct it.' };
  }
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
    return {
      message: 'The name on this line is none that a variable can have.',
      remedy: 'Use letters, digits and `_`.',
    };
  }
  if (style === 'bare' && /^['"]/.test(value)) {
    return { message: `The value of \`${name}\` starts with a quote that is not closed.`, remedy: 'Close the quote.' };
  }
  if (/\$\{[^}]*$/.test(value)) {
    return { message: `The value of \`${name}\` holds a \`\${\` that is not closed.`, remedy: 'Close it with `}`.' };
  }
  return null;
}

function placeOf(text: string, index: number): Place {
  const before = text.slice(0, index).split('\n');
  return { file: '.env', line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
