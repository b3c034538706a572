/** What `meltemi doctor` looks at, and how it tells what it found. */

export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** What was looked at, in a word or two. */
  readonly subject: string;
  readonly said: string;
  /** What to do; empty when all is well. */
  readonly remedy: string;
}

export function ok(subject: string, said: string): Finding {
  return { level: 'ok', subject, said, remedy: '' };
}

export function warning(subject: string, said: string, remedy: string): Finding {
  return { level: 'warning', subject, said, remedy };
}

export function error(subject: string, said: string, remedy: string): Finding {
  return { level: 'error', subject, said, remedy };
}
