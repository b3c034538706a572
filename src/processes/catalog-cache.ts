/**
 * The catalog that a tap discovered last, kept while what discovery depends on stays the same. Only plugins that pip installed, and not
 * from a folder under development, are cached: of others nobody knows when they change.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedPlugin } from '../project/project';

export class CatalogCache {
  readonly #folder: string;
  readonly #path: string;
  /** Null: this plugin's catalog is not to be kept. */
  readonly #key: string | null;

  /** `folder`: the plugin's run folder, absolute. */
  constructor(folder: string, plugin: ResolvedPlugin) {
    this.#folder = folder;
    this.#path = join(folder, 'tap.discovered.json');
    this.#key = keyOf(plugin);
  }

  /** The text that the tap printed; null: discover. */
  read(): string | null {
    if (this.#key === null) return null;
    try {
      const text = readFileSync(this.#path, 'utf8');
      const end = text.indexOf('\n');
      return text.slice(0, end) === this.#key ? text.slice(end + 1) : null;
    } catch {
      return null; // none yet
    }
  }

  /** Replaces the file as a whole: another process may be reading it. */
  write(catalog: string): void {
    if (this.#key === null) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const scratch = `${this.#path}.${randomUUID()}`;
    writeFileSync(scratch, `${this.#key}\n${catalog}`, { mode: 0o600 });
    renameSync(scratch, this.#path);
  }
}

/** The hash covers passwords as well, so that another user's catalog is not taken; it does not give them away. */
function keyOf({ program, settings, extras }: ResolvedPlugin): string | null {
  const { pipUrl, executable } = program;
  if (pipUrl === null || /^(-e|--editable)\b/.test(pipUrl)) return null;
  const { schema, metadata } = extras;
  return createHash('sha1').update(JSON.stringify({ settings, schema, metadata, pipUrl, executable })).digest('hex');
}
