/** Data files as bytes: opened, cut to their committed length, written, copied, all with errors that name the path. */
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MeltemiError } from '../../model/errors';
import { errorCode, fileError } from './file-errors';
import { flushFolder } from '../../systems/objects/versioned-file';

const COPY_CHUNK_BYTES = 1024 * 1024;

export class DataFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** Makes the file when it is not there. */
  static async open(path: string): Promise<DataFile> {
    return guard('opening', path, async () => {
      return new DataFile(path, await open(path, constants.O_RDWR | constants.O_CREAT, 0o666));
    });
  }

  /** Cuts off what is behind the committed length. Throws `TargetRejected` when there is less than that. */
  async cutTo(committed: number): Promise<void> {
    await guard('cutting', this.path, async () => {
      const { size } = await this.handle.stat();
      if (size < committed) throw tooShort(this.path, size, committed);
      if (size > committed) await this.handle.truncate(committed);
    });
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    await guard('writing', this.path, async () => {
      let done = 0;
      while (done < bytes.length) {
        done += (await this.handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    });
  }

  /** On disk when it returns, its name included when `isNew`. */
  async flush(isNew: boolean): Promise<void> {
    await guard('flushing', this.path, async () => {
      await this.handle.datasync();
      if (isNew) await flushFolder(dirname(this.path));
    });
  }

  /** Copies the first `bytes` of this file to `position` of another. */
  async copyTo(other: DataFile, bytes: number, position: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(COPY_CHUNK_BYTES);
    for (let done = 0; done < bytes;) {
      const length = Math.min(COPY_CHUNK_BYTES, bytes - done);
      const { bytesRead } = await guard('reading', this.path, () => this.handle.read(buffer, 0, length, done));
      if (bytesRead === 0) throw tooShort(this.path, done, bytes);
      await other.write(buffer.subarray(0, bytesRead), position + done);
      done += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Size in bytes; null when there is no such file. */
export async function sizeOf(path: string): Promise<number | null> {
  return guard('looking at', path, async () => {
    const entry = await stat(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (entry?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    return entry?.size ?? null;
  });
}

/** Copies the committed part to another name, by reference where the file system can. */
export async function copyCommitted(from: string, to: string, bytes: number): Promise<void> {
  await guard('copying', from, async () => {
    if ((await sizeOf(from)) !== null) await copyFile(from, to, constants.COPYFILE_FICLONE);
  });
  const copy = await DataFile.open(to);
  try {
    await copy.cutTo(bytes);
    await copy.flush(true);
  } finally {
    await copy.close();
  }
}

/** Puts a file into another's place; durable when it returns. */
export async function moveOver(from: string, to: string): Promise<void> {
  await guard('replacing', to, async () => {
    await rename(from, to);
    await flushFolder(dirname(to));
  });
}

export async function removeFile(path: string): Promise<void> {
  await guard('deleting', path, () =>
    unlink(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    }),
  );
}

async function guard<T>(doing: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, doing, path);
  }
}

function tooShort(path: string, size: number, committed: number): MeltemiError {
  return new MeltemiError(
    'TargetRejected',
    `\`${path}\` has ${size} bytes, but ${committed} were loaded into it: somebody cut or replaced it during the run.`,
    'Put it back, or run the job with a full refresh.',
  );
}
