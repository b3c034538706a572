import { project, projectFolder, removeProjectFolders } from './project-folder';
import { openProjectSource } from '../../../src/project/project-source';

afterEach(removeProjectFolders);

const load = (required: string) =>
  openProjectSource(projectFolder({ 'meltano.yml': `requires_meltano: '${required}'\n` }), {}).load();

test.each(['>=4', '>=3.5,<5', '~=4.0', '==4.*', '==4.4.1', '!=4.3', '>4.4', '< 5', '>=4.0.0rc1', '===4.4.1'])(
  'a project that requires Meltano %s is taken',
  async (required) => {
    expect((await load(required)).warnings).toEqual([]);
  },
);

test.each(['<4', '>=5', '~=3.5', '==3.*', '!=4.4.*', '>4.4.1', '>=3, <4.4'])(
  'a project that requires Meltano %s is refused',
  async (required) => {
    await expect(load(required)).rejects.toMatchObject({
      code: 'VersionMismatch',
      reason: `meltano.yml:1:19: The project requires Meltano ${required}, and Meltemi does what Meltano 4.4.1 does.`,
    });
  },
);

test('a text that is no specifier is an error with its place', async () => {
  await expect(project('requires_meltano: soon\n')).rejects.toThrow(
    'meltano.yml:1:19: `requires_meltano` has `soon`, which is no version specifier.',
  );
});
