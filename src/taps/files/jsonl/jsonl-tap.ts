/** tap-jsonl: reads files of JSON lines. */
import type { TapFactory } from '../../tap';
import { FilesTap } from '../files-tap';
import { JsonlFormat } from './jsonl-format';
import { readJsonlSettings } from './jsonl-settings';

export const createJsonlTap: TapFactory = (settings, { pluginName }) =>
  new FilesTap(new JsonlFormat(readJsonlSettings(settings, pluginName)), pluginName);
