/** A worker's log for people: its JSON lines as `09:05:07 WARN message key=value`. */
import { formatClock } from './format';
import { printable } from './text-width';

/** Passes through what is no line of the worker's own. */
export function logLineAsText(line: string): string {
  const entry = parseEntry(line);
  if (entry === null) return line;
  const { time, level, message, ...rest } = entry;
  const details = Object.entries(rest).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${formatClock(new Date(String(time)))} ${String(level)} ${printable(`${String(message)}${details.join('')}`)}\n`;
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry =
      typeof entry === 'object' && entry !== null && 'time' in entry && 'level' in entry && 'message' in entry;
    return isEntry ? { ...entry } : null;
  } catch {
    return null;
  }
}
