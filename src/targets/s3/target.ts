/** target-s3: an object of each batch in a bucket of S3, a container of Azure, a bucket of Google or a folder. */
import type { JsonObject } from '../../model/json';
import type { PluginContext } from '../../model/plugin-context';
import type { Patience } from '../files/place';
import { createFileTarget } from '../files/target';
import { openFormat } from '../formats/format';
import type { Target } from '../target';
import { objectNames } from './object-names';
import { readS3Settings } from './settings';

/** A `TargetFactory`; `patience` is for tests. */
export function createS3Target(settings: JsonObject, context: PluginContext, patience?: Patience): Target {
  const { names, format, ...options } = readS3Settings(settings, context.pluginName);
  return createFileTarget({ ...options, layout: objectNames(names), format: openFormat(format) }, context, patience);
}
