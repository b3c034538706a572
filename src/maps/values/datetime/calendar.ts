/** The proleptic Gregorian calendar of years 1 to 9999, by day numbers; day 0 is 1970-01-01. */
import { PythonError, valueError } from '../python-error';

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

export const MICROS_PER_DAY = 86_400_000_000;
const MS_PER_DAY = 86_400_000;
/** 0001-01-01 and 9999-12-31. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** Throws `ValueError` for a date that does not exist. */
export function dayNumber(year: number, month: number, day: number): number {
  const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!exists) throw valueError('A date has a year, month or day that does not exist.');
  return unchecked(year, month, day);
}

export function civilOf(days: number): CivilDate {
  const date = new Date(days * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Throws `OverflowError` for days outside of years 1 to 9999. */
export function checkDay(days: number): number {
  if (days < FIRST_DAY || days > LAST_DAY)
    throw new PythonError('OverflowError', 'A date is outside of years 1 to 9999.');
  return days;
}

/** 0 is Monday, as in Python. */
export function weekdayOf(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

/** From 1. */
export function dayOfYear(days: number): number {
  return days - unchecked(civilOf(days).year, 1, 1) + 1;
}

export interface IsoWeek {
  readonly year: number;
  readonly week: number;
}

/** ISO 8601 week: week 1 has the year's first Thursday. */
export function isoWeekOf(days: number): IsoWeek {
  const thursday = days - weekdayOf(days) + 3;
  const year = civilOf(thursday).year;
  return { year, week: Math.floor((thursday - unchecked(year, 1, 1)) / 7) + 1 };
}

function daysIn(year: number, month: number): number {
  return unchecked(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - unchecked(year, month, 1);
}

function unchecked(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / MS_PER_DAY;
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** The day of an ISO week; `weekday` from 1, which is Monday. Throws `ValueError` for a week that the year does not have. */
export function weekDay(year: number, week: number, weekday: number): number {
  const fourth = dayNumber(year, 1, 4);
  const first = fourth - weekdayOf(fourth);
  const weeks = isoWeekOf(unchecked(year, 12, 28)).week;
  if (week < 1 || week > weeks || weekday < 1 || weekday > 7)
    throw valueError('A date has a week or weekday that does not exist.');
  const days = first + (week - 1) * 7 + weekday - 1;
  if (days < FIRST_DAY || days > LAST_DAY) throw valueError('A date is outside of years 1 to 9999.');
  return days;
}
