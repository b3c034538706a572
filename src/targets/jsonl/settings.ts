/** The settings of target-jsonl, as the Singer target of that name has them, and `load_method`. */
import { resolve } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { LoadMode } from '../../model/plan';

export interface JsonlSettings {
  /** Absolute. */
  readonly folder: string;
  /** A file per run, `<stream>-<YYYYMMDDTHHMMSS>.jsonl`, instead of one per stream. */
  readonly timestamped: boolean;
  /** Stands in for the stream's name: all streams go into one file then. */
  readonly customName: string | null;
  readonly loadMode: LoadMode;
}

const DEFAULT_FOLDER = 'output';
const LOAD_MODES: ReadonlyMap<string, LoadMode> = new Map([
  ['append-only', 'append'],
  ['append', 'append'],
  ['overwrite', 'overwrite'],
]);

/** Throws `ConfigInvalid` naming the setting. */
export function readJsonlSettings(settings: JsonObject, pluginName: string): JsonlSettings {
  const folder = text(settings, 'destination_path', pluginName) ?? DEFAULT_FOLDER;
  const loadMode = LOAD_MODES.get(text(settings, 'load_method', pluginName) ?? 'append-only');
  if (loadMode === undefined) {
    throw invalid(
      pluginName,
      'load_method',
      'is neither `append-only` nor `overwrite`: a file of lines cannot be merged by key',
    );
  }
  const customName = text(settings, 'custom_name', pluginName) || null;
  if (customName !== null && loadMode === 'overwrite') {
    throw invalid(
      pluginName,
      'custom_name',
      'puts all streams into one file, which `load_method: overwrite` cannot replace stream by stream',
    );
  }
  return {
    folder: resolve(folder === '' ? '.' : folder),
    // A file per run leaves nothing to overwrite, so there it is only made when asked for.
    timestamped: flag(settings, 'do_timestamp_file', pluginName) ?? loadMode !== 'overwrite',
    customName,
    loadMode,
  };
}

function text(settings: JsonObject, name: string, pluginName: string): string | null {
  const value: JsonValue | undefined = settings[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw invalid(pluginName, name, 'is not a text');
}

function flag(settings: JsonObject, name: string, pluginName: string): boolean | null {
  const value: JsonValue | undefined = settings[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(pluginName, name, 'is neither `true` nor `false`');
}

function invalid(pluginName: string, setting: string, problem: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `Setting \`${setting}\` of \`${pluginName}\` ${problem}.`,
    `Correct it in the plugin's \`config\` in the project.`,
  );
}
