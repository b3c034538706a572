/** Numbers, sizes, times and bookmarks as a person reads them; the same in every locale, so that output can be compared. */
import type { Bookmark } from '../../model/position';

/** 1234567 → `1,234,567`. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Bytes in decimal megabytes with one digit: 440_100_000 → `440.1`. For columns whose title says MB. */
export function formatMegabytes(bytes: number): string {
  const [whole = '0', fraction = '0'] = (bytes / 1e6).toFixed(1).split('.');
  return `${formatCount(Number(whole))}.${fraction}`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Bytes with a decimal unit of their own: `512 B`, `12.3 kB`, `440.1 MB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** Seconds: `0.42 s`, `4.2 s`, `42 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Rows per second, empty when no time has passed. */
export function formatRate(rows: number, seconds: number): string {
  return seconds > 0 ? formatCount(rows / seconds) : '';
}

/** `updated_at = 2026-01-02T03:04:05`; empty for none. */
export function formatBookmark(bookmark: Bookmark | null): string {
  if (bookmark === null) return '';
  const { replicationKey, value } = bookmark;
  // A program's own form has no name here; `meltemi state get` shows it.
  return replicationKey === '' ? 'kept by the tap' : `${replicationKey} = ${String(value)}`;
}

/** `1 stream`, `2 streams`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Local time of day, `09:05:07`. */
export function formatClock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `2026-01-02 03:04:05` in the local zone. */
export function formatLocalTime(date: Date): string {
  const zoned = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return zoned.toISOString().slice(0, 19).replace('T', ' ');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
