/**
 * How many bytes the store holds, and how many it may. Measured at the start, then counted; measured again now and then,
 * because other workers of the same host may share the directory.
 */
import { statfs } from 'node:fs/promises';
import { measureTree } from './store-directory';
import { pageTooLarge, storeFull } from './store-errors';

/** 256 pages of the default 16 MiB: far more than all streams of a worker have in flight. */
const DEFAULT_MAX_BYTES = 4 * 1024 ** 3;
/** At most this part of the disk's free space, so that databases on the same disk keep room. */
const FREE_SHARE = 0.5;
/** Measuring a few hundred files takes milliseconds; every half minute it costs nothing. */
const MEASURE_EVERY_MS = 30_000;
/** A store that looks full is measured again at once, but not by every waiting stream. */
const MEASURE_WHEN_FULL_EVERY_MS = 1_000;

export class StoreSpace {
  private used = 0;
  private measuredAtMs = 0;

  private constructor(
    private readonly directory: string,
    private readonly maxBytes: number,
  ) {}

  /** `maxBytes` undefined: the default, or half of what the disk has free, whichever is less. */
  static async measure(directory: string, maxBytes: number | undefined): Promise<StoreSpace> {
    const disk = await statfs(directory);
    const free = disk.bavail * disk.bsize;
    const space = new StoreSpace(directory, maxBytes ?? Math.min(DEFAULT_MAX_BYTES, free * FREE_SHARE));
    await space.remeasure();
    return space;
  }

  /** Throws `PageStoreFull` when no page may be started. */
  async requireRoom(): Promise<void> {
    const age = Date.now() - this.measuredAtMs;
    const full = this.used >= this.maxBytes;
    if (age > (full ? MEASURE_WHEN_FULL_EVERY_MS : MEASURE_EVERY_MS)) await this.remeasure();
    if (this.used >= this.maxBytes) throw storeFull(this.directory, this.used, this.maxBytes);
  }

  /**
   * Counts bytes that are going to be written to a page that holds `before` bytes. Throws `PageStoreFull` when all pages go
   * beyond the bound, `ConfigInvalid` when this one does alone: no waiting would help.
   */
  take(bytes: number, before: number): void {
    if (before + bytes > this.maxBytes) throw pageTooLarge(this.directory, this.maxBytes);
    if (this.used + bytes > this.maxBytes) throw storeFull(this.directory, this.used, this.maxBytes);
    this.used += bytes;
  }

  give(bytes: number): void {
    this.used = Math.max(0, this.used - bytes);
  }

  /** Bytes in buffers are not seen by this; they are at most a MiB and a half per page being written. */
  async remeasure(): Promise<void> {
    this.measuredAtMs = Date.now();
    this.used = (await measureTree(this.directory)).bytes;
  }
}
