/** What every state backend must do, on the real thing. */
import { jsonText, parseJson } from '../../src/model/lossless-json';
import { FileStateBackend } from '../../src/state/file-backend';
import type { FileStore } from '../../src/state/file-backend';

const TIMES = { lockTimeoutSeconds: 1, lockRetrySeconds: 0.05 };

/** `open`: an empty store, the same one each time. */
export function describeStateBackend(name: string, open: () => FileStore): void {
  describe(`state backend: ${name}`, () => {
    const backend = (): FileStateBackend => new FileStateBackend(open(), TIMES);
    const documentOf = (text: string) => ({ completed: parseJson(text) as never, partial: { singer_state: {} } });

    test('a state id that was never written has no state', async () => {
      expect(await backend().read('dev:never')).toBeNull();
      await backend().clear('dev:never');
    });

    test('what is written is read back, in the layout of Meltano', async () => {
      const document = documentOf('{"singer_state":{"bookmarks":{"ü€":{"v":12345678901234567890}}}}');
      await backend().write('dev:tap-to-target', document);
      const stored = await backend().read('dev:tap-to-target');
      expect(stored?.document).toEqual(document);
      expect(Math.abs((stored?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
      expect((await open().get('dev:tap-to-target/state.json'))?.text).toBe(
        jsonText({ completed: document.completed, partial: document.partial }),
      );
    });

    test('writing replaces the whole, clearing forgets', async () => {
      await backend().write('dev:twice', documentOf('{"singer_state":{"a":1}}'));
      await backend().write('dev:twice', documentOf('{"b":1}'));
      expect((await backend().read('dev:twice'))?.document.completed).toEqual({ b: 1 });
      await backend().clear('dev:twice');
      expect(await backend().read('dev:twice')).toBeNull();
      expect(await backend().list()).not.toContain('dev:twice');
    });

    test('odd state ids are kept and listed', async () => {
      const odd = ['with space', 'sl/ash', 'dev:a:b', 'p%25ü+?#&'];
      for (const stateId of odd) await backend().write(stateId, documentOf('{"singer_state":{}}'));
      for (const stateId of odd) expect(await backend().read(stateId)).not.toBeNull();
      expect(await backend().list()).toEqual(expect.arrayContaining(odd));
    });

    test('the lock is there while it is held, and gone afterwards', async () => {
      const text = await backend().locked('dev:locked', async () => (await open().get('dev:locked/lock'))?.text);
      expect(Math.abs(Number(text) * 1000 - Date.now())).toBeLessThan(60_000);
      expect(await open().get('dev:locked/lock')).toBeNull();
    });

    test('a lock is waited for, and one that was left behind is not', async () => {
      await open().put('dev:stale/lock', String(Date.now() / 1000 - 100));
      const before = Date.now();
      await backend().locked('dev:stale', async () => undefined);
      await open().put('dev:stale/lock', String(Date.now() / 1000));
      await backend().locked('dev:stale', async () => undefined);
      expect(Date.now() - before).toBeGreaterThan(900);
    });

    test('the lock goes when the work under it fails', async () => {
      const failing = backend().locked('dev:fails', () => Promise.reject(new Error('no')));
      await expect(failing).rejects.toThrow('no');
      expect(await open().get('dev:fails/lock')).toBeNull();
    });

    test('a file that is no JSON is an error that names it', async () => {
      await open().put('dev:broken/state.json', '{');
      await expect(backend().read('dev:broken')).rejects.toThrow('`dev:broken/state.json`');
      await backend().clear('dev:broken');
    });

    test.each(['../up', 'a/../../b', '/root', '', 'a\0b'])(
      'the state id %j does not leave the folder',
      async (stateId) => {
        await expect(backend().write(stateId, documentOf('{}'))).rejects.toThrow('cannot be the name of a folder');
      },
    );
  });
}
