/** What a command logs about itself, in the format that was asked for: for people, or as Meltano's structured logs for programs. */
import type { Screen } from './display';
import { formatClock } from './format';
import { printable } from './text-width';

/** Meltano's formats, and `text`, which is ours for people. */
export const LOG_FORMATS = ['text', 'json', 'key-value', 'colored', 'uncolored', 'plain'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Meltano's levels, quietest first. */
export const LOG_LEVELS = ['disabled', 'critical', 'error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface CommandLog {
  /** Whether programs read it: then it has the events that Meltano's has. */
  readonly structured: boolean;
  log(level: Exclude<LogLevel, 'disabled'>, event: string, fields?: LogFields): void;
}

export interface CommandLogOptions {
  readonly format: LogFormat;
  /** Nothing less urgent is written. */
  readonly level: LogLevel;
  readonly now?: () => Date;
}

export function createCommandLog(screen: Screen, options: CommandLogOptions): CommandLog {
  const now = options.now ?? (() => new Date());
  const write = { json: jsonLine, 'key-value': keyValueLine }[options.format as string] ?? textLine;
  return {
    structured: isStructured(options.format),
    log: (level, event, fields = {}) => {
      if (LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(options.level))
        screen.write(write(now(), level, event, fields));
    },
  };
}

export function isStructured(format: LogFormat): boolean {
  return format === 'json' || format === 'key-value';
}

function jsonLine(at: Date, level: string, event: string, fields: LogFields): string {
  return `${JSON.stringify({ event, level, timestamp: at.toISOString(), ...fields })}\n`;
}

function keyValueLine(at: Date, level: string, event: string, fields: LogFields): string {
  const pairs = Object.entries({ timestamp: at.toISOString(), level, event, ...fields });
  return `${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(' ')}\n`;
}

/** Fields are for programs: what a person should read is in the event. */
function textLine(at: Date, level: string, event: string): string {
  const mark = level === 'info' || level === 'debug' ? '' : `${level}: `;
  return `${formatClock(at)} ${mark}${printable(event)}\n`;
}
