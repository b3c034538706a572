/** Mistakes in a block `rest:`: each has its place, says what is meant, and shows no secret. */
import { validateProject } from '../../../src/validate/validate-project';
import { project, projectFolder, refusal, removeProjectFolders, tapX } from '../project/project-folder';
import { restPlugin } from './rest-tap';

afterEach(removeProjectFolders);

/** Errors of `validate` below the block, whose first line is 1. */
async function problemsOf(rest: string): Promise<readonly string[]> {
  const root = projectFolder({ 'meltano.yml': restPlugin(rest) });
  const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
  return problems.map(({ severity, place, message, remedy }) => {
    expect(severity).toBe('error');
    return `${place.line - FIRST}:${place.column - INDENT} ${message} ${remedy}`;
  });
}

/** Lines and columns are counted from the beginning of the block. */
const FIRST = 18;
const INDENT = 8;

const GOOD = `url_base: '{api_url}'
streams:
  - name: items
    path: /items
    schema: {id: integer, at: date-time}`;

test('a good block has no problem', async () => {
  expect(await problemsOf(GOOD)).toEqual([]);
});

test.each<readonly [string, string]>([
  ['paht: /x', '6:5 `paht` is not a key of stream `items`. Did you mean `path`? Correct it or take it out.'],
  [
    'method: FETCH',
    '6:13 `method` of stream `items` is `FETCH`, which is no choice. The choices are `GET`, `POST`, `PUT`, `PATCH`, `DELETE`.',
  ],
  [
    'records: data',
    '6:14 `records` of stream `items` is no JSONPath: it does not begin with `$`. Write it like `$.data`: `$` is the whole answer.',
  ],
  [
    'primary_keys: [ids]',
    '6:19 `ids` is not in the schema of stream `items`. Did you mean `id`? Add it there, or correct the key.',
  ],
  [
    'replication_key: updated',
    '6:22 `updated` is not in the schema of stream `items`. Add it there, or correct the key.',
  ],
  [
    'params: {page: "{regoin}"}',
    '6:21 `{regoin}` is no setting of `tap-x`. Did you mean `region`? Add it to `settings`, correct it, or write `{{regoin}}` for braces that are meant as such.',
  ],
  [
    'payload: {a: [{b: "x {nobody}"}]}',
    '6:26 `{nobody}` is no setting of `tap-x`. Add it to `settings`, correct it, or write `{{nobody}}` for braces that are meant as such.',
  ],
  [
    'headers: [a]',
    '6:14 `headers` of stream `items` must be a mapping (`key: value` lines), got a list. Correct the value there.',
  ],
  [
    'pagination: {type: pages}',
    '6:24 The `type` of `pagination` of stream `items` is `pages`, which is none. The types are `single`, `page_number`, `offset`, `cursor`, `header_link`, `next_url`.',
  ],
  [
    'pagination: {param: page}',
    '6:17 `pagination` of stream `items` has no `type`. The types are `single`, `page_number`, `offset`, `cursor`, `header_link`, `next_url`.',
  ],
  [
    'pagination: {type: offset}',
    '6:17 `pagination` of stream `items` of type `offset` has no `page_size`. Say how many records a page has.',
  ],
  [
    'pagination: {type: cursor}',
    '6:17 `pagination` of stream `items` does not say where the next token is. Give either `from`, a JSONPath, or `from_header`.',
  ],
  [
    'pagination: {type: next_url}',
    '6:17 `pagination` of stream `items` does not say where the next URL is. Give `from`, a JSONPath such as `$.next`.',
  ],
  [
    'pagination: {type: page_number, page_size: 5}',
    '6:48 `page_size` of `pagination` of stream `items` is sent nowhere. Add `page_size_param`, the name of the parameter.',
  ],
  [
    'pagination: {type: page_number, from: $.x}',
    '6:37 `from` is not a key of `pagination` of stream `items` of type `page_number`. It has `type`, `param`, `body`, `start`, `page_size`, `page_size_param`, `page_size_body`, `total_pages`, `has_more`, `empty_page`. Correct it or take it out.',
  ],
  [
    'pagination: {type: page_number, param: a, body: b}',
    '6:53 `pagination` of stream `items` of type `page_number` has `param` and `body`. Take one of them out.',
  ],
  [
    'incremental: {format: date}',
    '6:27 `incremental` of stream `items` says how the bookmark is written, and not where it goes. Add `param` or `body`.',
  ],
  [
    'incremental: {param: a, template: x}',
    '6:39 `template` of `incremental` of stream `items` has no `{bookmark}`. Put it where the value goes.',
  ],
  [
    'incremental: {lookback_seconds: -1}',
    '6:37 `lookback_seconds` of `incremental` of stream `items` is no whole number of 0 or more. Write such a number.',
  ],
  [
    'incremental: {is_sorted: "yes"}',
    '6:30 `is_sorted` of `incremental` of stream `items` is neither `true` nor `false`. Write one of them.',
  ],
  [
    'requests_per_second: 0',
    '6:26 `requests_per_second` of stream `items` is no number of more than 0. Write such a number.',
  ],
  [
    'ignore_statuses: [gone]',
    '6:22 `ignore_statuses` of stream `items` has what is no status of a failure. Write it like `[404, 410]`.',
  ],
  [
    'parent: itmes\ncontext: {item: id}',
    '6:13 There is no stream `itmes`, the parent of `items`. Did you mean `items`? Correct the name.',
  ],
  [
    'parent: items\ncontext: {item: id}',
    '6:13 Stream `items` is a parent of itself. Take `parent` out of one of them.',
  ],
  [
    'context: {item: id}',
    '6:14 Stream `items` has a `context`, and no `parent` that it could come from. Add `parent`.',
  ],
])('%s', async (line, problem) => {
  const lines = line.replace(/^/gm, '    ');
  expect(await problemsOf(`${GOOD}\n${lines}`)).toEqual([problem]);
});

test.each<readonly [string, string]>([
  [
    "url_base: 'https://x/bot{token}'\nstreams: []",
    '1:25 `{token}` is a secret, and paths of URLs are shown in messages. Send it by `auth`, `headers` or `params`.',
  ],
  [
    'streams: []',
    "1:1 `rest` has no `url_base`. Give what the URLs of the API begin with, e.g. `url_base: '{api_url}'`.",
  ],
  ["url_base: '{api_url}'", '1:1 `rest` has no `streams`. List what there is to read.'],
  [
    "url_base: '{api_url}'\nauth: {type: bearer, token: hunter2}\nstreams: []",
    "2:29 `token` of `auth` holds a secret, and it stands in the file. Write `token: '{token}'`, add the setting `token` with `kind: password`, and set it by a variable.",
  ],
  [
    "url_base: '{api_url}'\nauth: {type: bearer, token: '{region}'}\nstreams: []",
    '2:30 `token` of `auth` is a secret, and the setting `region` of `tap-x` is none. Add `kind: password` to the setting, so that its value is never shown.',
  ],
  [
    "url_base: '{api_url}'\nauth: {type: berer, token: '{token}'}\nstreams: []",
    '2:14 The `type` of `auth` is `berer`, which is none. Did you mean `bearer`? The types are `none`, `api_key`, `bearer`, `basic`, `oauth2`, `oauth2_jwt`.',
  ],
  [
    "url_base: '{api_url}'\nauth: {type: basic, username: '{username}'}\nstreams: []",
    "2:7 `auth` of type `basic` has no `password`. Write it like `password: '{password}'`, with a setting of that name.",
  ],
  [
    `${GOOD}\n  - {name: items, schema: {id: integer}}`,
    '6:12 Stream `items` is defined twice: at meltano.yml:21:19 and meltano.yml:24:20. Rename one of them.',
  ],
  [
    `${GOOD}\n  - {name: a}`,
    '6:5 The stream `a` has no `schema`. Write its properties, e.g. `schema: {id: integer, name: string, updated_at: date-time}`, or the path of a JSON file.',
  ],
  [
    `${GOOD}\n  - {name: a, schema: {id: int}}`,
    '6:28 `id` in `schema` of stream `a` has a type that is none, `int`. The types are `string`, `integer`, `number`, `boolean`, `object`, `array`, `date-time`, `date`, `time`; a mapping is a JSON Schema.',
  ],
  [
    `${GOOD}\n  - {name: a, schema: {}, parent: items}`,
    '6:35 Stream `a` does not say what it takes of a record of `items`. Add `context`, e.g. `context: {user_id: id}`.',
  ],
  [
    `${GOOD}\n  - {name: a, schema: {}, parent: items, context: {region: id}}`,
    '6:51 `region` is a key of the context of stream `a` and a setting of `tap-x`. Give the key another name.',
  ],
])('%s', async (rest, problem) => {
  expect(await problemsOf(rest)).toEqual([problem]);
});

test('children of one parent cannot mean different things by one key', async () => {
  const child = (name: string, path: string): string =>
    `\n  - {name: ${name}, schema: {}, parent: items, context: {k: ${path}}}`;
  const problems = await problemsOf(`${GOOD}${child('a', 'id')}${child('b', 'at')}`);
  expect(problems).toEqual([
    '6:55 `k` is `id` for stream `a` and `at` for `b`, which have one parent. Give the keys different names.',
    '7:55 `k` is `at` for stream `b` and `id` for `a`, which have one parent. Give the keys different names.',
  ]);
});

test('all mistakes are told at once, those of a default once', async () => {
  const rest = `url_base: '{api_url}'
method: FETCH
stream: []
streams:
  - {name: a, schema: {}, path: '/{nobody}'}
  - {name: b, schema: {}, paht: /x}`;
  expect((await problemsOf(rest)).map((problem) => problem.split(' ')[0])).toEqual(['2:9', '3:1', '5:35', '6:27']);
});

test('a run stops at the first one, and only a run of the plugin itself', async () => {
  const text = restPlugin(`${GOOD}\n    nothing: 1`);
  const loaded = await project(`${text}\n  loaders: [{name: target-jsonl}]`);
  expect(loaded.resolvePlugin('loaders', 'target-jsonl').source).toBeNull();
  expect(refusal(() => loaded.resolvePlugin('extractors', 'tap-x'))).toMatch(
    /^ConfigInvalid meltano\.yml:24:13: `nothing` is not a key of stream `items`\./,
  );
});

test('a plugin has a module or a block, and inherits the nearest', async () => {
  const both = await project(tapX("namespace: x\nmodule: tap.ts\nrest: {url_base: 'https://x', streams: []}"));
  expect(refusal(() => both.resolvePlugin('extractors', 'tap-x'))).toMatch(
    /7:13: `tap-x` has a `module` and a block `rest`\. Take one of them out\.$/,
  );
  const text = `${tapX("namespace: x\nrest: {url_base: 'https://x', streams: []}")}
    - {name: tap-child, inherit_from: tap-x}
    - {name: tap-code, inherit_from: tap-x, module: tap.ts}`;
  const loaded = await project(text);
  expect(loaded.resolvePlugin('extractors', 'tap-child').source).toMatchObject({
    kind: 'rest',
    tapName: 'tap-x',
    folder: '.',
  });
  expect(loaded.resolvePlugin('extractors', 'tap-code').source).toEqual({ kind: 'module', path: 'tap.ts' });
});
