import { filesOf } from '../../../../src/systems/files/glob';
import { SourceFiles } from '../../../support/source-files';

let source: SourceFiles;
beforeAll(() => {
  const paths = [
    'a.csv',
    'b.csv',
    'B.CSV',
    'x[1].csv',
    'notes.txt',
    '.hidden.csv',
    'in/c.csv',
    'in/deep/d.csv',
    'in/e.csv.gz',
  ];
  source = new SourceFiles(Object.fromEntries(paths.map((path) => [path, ''])));
});
afterAll(() => source.remove());

const ENDINGS = ['.csv.gz', '.csv'];

async function found(path: string): Promise<readonly string[]> {
  const paths = await filesOf(source.path(path), ENDINGS);
  return paths.map((each) => each.slice(source.folder.length + 1));
}

test.each([
  ['a.csv', ['a.csv']],
  ['notes.txt', ['notes.txt']],
  ['x[1].csv', ['x[1].csv']],
  ['*.csv', ['a.csv', 'b.csv', 'x[1].csv']],
  ['?.csv', ['a.csv', 'b.csv']],
  ['[!a].csv', ['b.csv']],
  ['[a-b].*', ['a.csv', 'b.csv']],
  ['in/*', ['in/c.csv', 'in/e.csv.gz']],
  ['*/deep/*.csv', ['in/deep/d.csv']],
  ['**/*.csv', ['a.csv', 'b.csv', 'in/c.csv', 'in/deep/d.csv', 'x[1].csv']],
  ['in/**', ['in/c.csv', 'in/deep/d.csv', 'in/e.csv.gz']],
  ['no-such/*.csv', []],
  ['', ['B.CSV', 'a.csv', 'b.csv', 'in/c.csv', 'in/deep/d.csv', 'in/e.csv.gz', 'x[1].csv']],
  ['in', ['in/c.csv', 'in/deep/d.csv', 'in/e.csv.gz']],
])('`%s` means %j', async (path, expected) => expect(await found(path)).toEqual(expected));

test('a path that is not there is an error that names it', async () => {
  await expect(found('gone.csv')).rejects.toMatchObject({
    code: 'SourceRejected',
    reason: expect.stringContaining('gone.csv') as string,
  });
});
