/** tap-csv: reads CSV files. */
import type { TapFactory } from '../../tap';
import { FilesTap } from '../files-tap';
import { CsvFormat } from './csv-format';
import { readCsvSettings } from './csv-settings';

export const createCsvTap: TapFactory = (settings, { pluginName }) =>
  new FilesTap(new CsvFormat(readCsvSettings(settings, pluginName)), pluginName);
