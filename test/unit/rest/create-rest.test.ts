/** The file of a new tap without code: each choice makes one that the project takes as it is. */
import { restFile } from '../../../src/cli/create/rest-file';
import { AUTHS, PAGINATIONS, tapChoices } from '../../../src/cli/create/tap-choices';
import { variablesOf } from '../../../src/cli/create/tap-settings';
import { validateProject } from '../../../src/validate/validate-project';
import { project, projectFolder, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const TYPES = {
  none: 'single',
  page: 'page_number',
  offset: 'offset',
  cursor: 'cursor',
  link: 'header_link',
  'next-url': 'next_url',
};
const AUTH_TYPES = { none: 'none', 'api-key': 'api_key', bearer: 'bearer', basic: 'basic', oauth: 'oauth2' };

test.each(AUTHS)('%s with every pagination', async (auth) => {
  for (const pagination of PAGINATIONS) {
    const url = 'https://api.example.com/v1';
    const choices = await tapChoices({ name: 'shop', url, auth, pagination, stream: 'orders' }, null);
    const files = { 'meltano.yml': 'include_paths: [tap.yml]\n', 'tap.yml': restFile(choices) };
    const processEnv = Object.fromEntries(variablesOf(choices).map((name) => [name, 'value']));
    const root = projectFolder(files);
    expect((await validateProject({ root, environment: undefined, processEnv })).problems).toEqual([]);
    const plugin = (await project(files, { processEnv })).resolvePlugin('extractors', 'tap-shop');
    expect(plugin.settings['api_url']).toBe(url);
    expect(plugin.source).toMatchObject({
      kind: 'rest',
      declaration: {
        auth: { type: AUTH_TYPES[auth] },
        streams: [{ name: 'orders', path: '/orders', pagination: { type: TYPES[pagination] } }],
      },
    });
  }
});
