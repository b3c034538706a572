/** The module `datetime`. */
import { ModuleValue } from '../values/callable';
import { UTC } from '../values/datetime/time-delta';
import type { Value } from '../values/value';
import { TIME, TIME_DELTA, TIME_ZONE, ZONE_BASE } from './datetime/clock-classes';
import { DATE } from './datetime/date-class';
import { DATE_TIME } from './datetime/date-time-class';

export const DATETIME_MODULE = new ModuleValue(
  'datetime',
  new Map<string, Value>([
    ['datetime', DATE_TIME],
    ['date', DATE],
    ['time', TIME],
    ['timedelta', TIME_DELTA],
    ['timezone', TIME_ZONE],
    ['tzinfo', ZONE_BASE],
    ['UTC', UTC],
    ['MINYEAR', 1],
    ['MAXYEAR', 9999],
  ]),
);
