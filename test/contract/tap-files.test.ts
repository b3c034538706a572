import { gzipSync } from 'node:zlib';
import { tapFactoryFor } from '../../src/taps/registry';
import type { JsonObject } from '../../src/model/json';
import type { Tap } from '../../src/taps/tap';
import { SourceFiles } from '../support/source-files';
import { describeTap, type TapUnderTest } from './tap';
import { quietContext } from './tap-bench';

function under(name: string, source: SourceFiles, settings: JsonObject): Promise<TapUnderTest> {
  const make = (): Tap => tapFactoryFor({ name, variant: null })(settings, quietContext);
  return Promise.resolve({
    tap: make(),
    again: make,
    tenRecords: 'ten',
    noRecords: 'none',
    spareColumn: 'note',
    close: () => Promise.resolve(source.remove()),
  });
}

const ids = Array.from({ length: 10 }, (_, index) => index + 1);
const csvText = `id,note\n${ids.map((id) => `${id},"note\n${id}"\n`).join('')}`;
const jsonText = ids.map((id) => `{"id": ${id}, "note": "note ${id}"}\n`).join('');

describeTap('tap-csv', () => {
  const source = new SourceFiles({ 'ten.csv': csvText, 'none.csv': 'id,note\n' });
  const files = ['ten', 'none'].map((entity) => ({ entity, path: source.path(`${entity}.csv`), keys: ['id'] }));
  return under('tap-csv', source, { files });
});

describeTap('tap-csv, gzip in utf-16', () => {
  const packed = gzipSync(Buffer.from(`\ufeff${csvText}`, 'utf16le'));
  const source = new SourceFiles({ 'ten.csv.gz': packed, 'none.csv': 'id,note\n' });
  const ten = { entity: 'ten', path: source.path('ten.csv.gz'), keys: ['id'], encoding: 'utf-16' };
  return under('tap-csv', source, { files: [ten, { entity: 'none', path: source.path('none.csv') }] });
});

describeTap('tap-csv, ten records in a folder of four files', () => {
  const parts = [ids.slice(0, 4), [], ids.slice(4, 5), ids.slice(5)].map((part, index) => {
    const text = `id,note\n${part.map((id) => `${id},n${id}`).join('\n')}`;
    return [`ten/${index}.csv`, text] as const;
  });
  const source = new SourceFiles({ ...Object.fromEntries(parts), 'none.csv': 'id,note\n' });
  const files = [
    { entity: 'ten', path: source.path('ten'), keys: ['id'] },
    { entity: 'none', path: source.path('none.csv') },
  ];
  return under('tap-csv', source, { files });
});

describeTap('tap-jsonl', () => {
  const source = new SourceFiles({ 'ten.jsonl': jsonText, 'none.jsonl': '' });
  const files = [
    { entity: 'ten', path: source.path('ten.jsonl'), keys: ['id'] },
    { entity: 'none', path: source.path('none.jsonl'), schema: { properties: { id: { type: 'integer' } } } },
  ];
  return under('tap-jsonl', source, { files });
});
