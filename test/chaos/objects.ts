/** What lies in a bucket or a folder of files, as its readers see it, and what is there beside it that should not be. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Manifest } from '../../src/targets/files/manifest';
import type { Bucket } from './bucket';

/** Keys below the root of one job. */
export interface Objects {
  readonly keys: readonly string[];
  read(key: string): Promise<string>;
  /** Paths of the objects' content on this machine. */
  fetch(keys: readonly string[]): Promise<readonly string[]>;
}

const HIDDEN = '_meltemi/';
/** Versions of a conditional object in a folder. */
const VERSION = /^(.*)\/v(\d+)\.json$/;

export async function objectsInBucket(bucket: Bucket, root: string, scratch: string): Promise<Objects> {
  const keys = (await bucket.list(`${root}/`)).map((key) => key.slice(root.length + 1));
  return {
    keys,
    read: (key) => bucket.read(`${root}/${key}`),
    fetch: (some) =>
      bucket.fetch(
        some.map((key) => `${root}/${key}`),
        scratch,
      ),
  };
}

export function objectsInFolder(root: string): Objects {
  const newest = new Map<string, number>();
  const keys: string[] = [];
  for (const name of filesBelow(root)) {
    const [, key, version] = VERSION.exec(name) ?? [];
    if (key === undefined) keys.push(name);
    else newest.set(key, Math.max(newest.get(key) ?? 0, Number(version)));
  }
  return {
    keys: [...keys, ...newest.keys()],
    read: async (key) => {
      const text = readFileSync(join(root, key, `v${String(newest.get(key))}.json`), 'utf8');
      return (JSON.parse(text) as { readonly text: string }).text;
    },
    fetch: async (some) => some.map((key) => join(root, key)),
  };
}

/** Objects that readers count: engines pass over names with an underscore. */
export function dataKeys(objects: Objects, stream: string): readonly string[] {
  return objects.keys.filter((key) => key.startsWith(`${stream}/`));
}

/** Sentences about what a run that has ended should not have left. */
export async function leftovers(objects: Objects, streams: readonly string[]): Promise<readonly string[]> {
  const known = new Set<string>();
  const found: string[] = [];
  for (const stream of streams) {
    const folder = `${HIDDEN}${stream}/`;
    const manifest = JSON.parse(await objects.read(`${folder}manifest`)) as Manifest;
    known.add(`${folder}manifest`).add(`${folder}conditions`);
    for (const state of Object.values(manifest.streams)) {
      if (state.published !== null) known.add(`${folder}published/${state.published}`);
      if (!state.finished || state.staging !== null || state.reserved.length > 0 || state.replaced !== null)
        found.push(`the manifest of ${stream} is not at its end: ${JSON.stringify(state).slice(0, 300)}`);
    }
    const abandoned = new Set(manifest.abandoned.map(({ key }) => key.split('/').slice(-5).join('/')));
    found.push(
      ...dataKeys(objects, stream)
        .filter((key) => abandoned.has(key))
        .map((key) => `abandoned ${key}`),
    );
  }
  const hidden = objects.keys.filter((key) => !streams.some((stream) => key.startsWith(`${stream}/`)));
  return [...found, ...hidden.filter((key) => !known.has(key)).map((key) => `nobody names ${key}`)];
}

export function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
