/** A native tap as a Singer program where it has no form of its own: that of the Singer SDK. */
import type { JsonValue } from '../../../model/json';
import { singerCatalog } from '../../../singer/catalog/native-catalog';
import { streamsOf } from '../../../singer/catalog/catalog';
import type { SingerForm } from '../../../taps/singer-form';

export const SDK_FORM: SingerForm = {
  life: 'sdk',
  entry: (stream) => streamsOf(singerCatalog({ streams: [stream] }))[0] ?? {},
  valueForm: () => null,
  bookmarkValue: (value): JsonValue => value,
};
