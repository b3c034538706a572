/**
 * The random numbers behind fakes: `sfc32`, a small generator of 128 bits that passes the usual tests. Seeding it takes the time of
 * one hash; the package's own takes fifty times as long, too much for each record.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Randomizer } from '@faker-js/faker';

/** Numbers that are drawn before the first is used, so that seeds that are near give nothing that is. */
const WARM_UP = 12;
const RANGE = 2 ** 32;

export class SeededRandom implements Randomizer {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** A number from 0 to below 1. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / RANGE;
  }

  /** The same text gives the same numbers. */
  seedWith(text: string): void {
    this.start(Buffer.from(hash('md5', text), 'hex'));
  }

  seedAnew(): void {
    this.start(randomBytes(16));
  }

  /** The package asks for it; its seeds are no texts. */
  seed(seed: number | number[]): void {
    this.seedWith(String(seed));
  }

  private start(bytes: Buffer): void {
    this.a = bytes.readInt32LE(0);
    this.b = bytes.readInt32LE(4);
    this.c = bytes.readInt32LE(8);
    this.counter = bytes.readInt32LE(12);
    for (let i = 0; i < WARM_UP; i++) this.next();
  }
}
