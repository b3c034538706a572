/** Every named place at which the product can be made to die or freeze; see `src/activities/fault-injection.ts`. */
export const FAULT_POINTS = [
  'before-prepare',
  'after-prepare',
  'before-extract',
  'after-page-rename',
  'after-extract',
  'before-map',
  'after-map',
  'before-load',
  'after-target-rows',
  'before-target-commit',
  'after-target-commit',
  'after-load',
  'before-finish',
  'after-swap',
  'after-finish',
  'before-bookmark',
  'after-bookmark',
] as const;

export type FaultPointName = (typeof FAULT_POINTS)[number];

/** Where a frozen worker is most dangerous: its rows are in an open transaction, and it will try to commit them when it wakes. */
export const ZOMBIE_POINTS: readonly FaultPointName[] = ['after-target-rows', 'before-target-commit'];
