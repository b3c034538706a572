import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJsonlTarget } from '../../src/targets/jsonl/target';
import type { Target } from '../../src/targets/target';
import { describeTarget } from './target';
import { describeTargetInputs } from './target-inputs';
import type { Row, TargetUnderTest } from './target-bench';

async function make(timestamped: boolean): Promise<TargetUnderTest & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-jsonl-'));
  let hook: (name: string) => void = () => undefined;
  const open = (faultPoint: (name: string) => void): Target =>
    createJsonlTarget(
      { destination_path: folder, do_timestamp_file: timestamped },
      { pluginName: 'target-jsonl', faultPoint, warn: () => undefined },
      1_000,
    );
  return {
    folder,
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: async (outputName) => {
      const names = (await readdir(folder)).filter((name) => name.startsWith(outputName) && name.endsWith('.jsonl'));
      return (await Promise.all(names.map((name) => readLines(join(folder, name))))).flat();
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Numbers keep their digits: they are read as the text that they are. */
async function readLines(path: string): Promise<readonly Row[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const record = JSON.parse(line.replace(/": ?(-?\d[^,}]*)/g, '":"$1"')) as Record<string, string | null>;
    return record;
  });
}

const mergesByKey = {
  reason: 'a file of lines cannot be merged by key: target-jsonl plans `append` for every stream',
  tests: [
    'of rows with one key the last wins, within a batch, across batches and across runs',
    'a first incremental load that ends early keeps what its bookmark says',
    'a first incremental load that was killed keeps what its bookmark says',
  ],
};
const oneHand = {
  reason: 'a file is written by one hand, so the target does not ask for parallel loads',
  tests: ['batches loaded side by side are committed in order'],
};

describeTarget('jsonl, one file per stream', () => make(false), { skip: [mergesByKey, oneHand] });
describeTarget('jsonl, one file per run', () => make(true), {
  skip: [
    mergesByKey,
    oneHand,
    {
      reason: 'runs in different seconds have files of their own, so there is nothing to replace',
      tests: [
        'overwrite shows the old rows until its end and the new ones then',
        'a cancelled or failed overwrite leaves the old rows, and so does one that was killed',
      ],
    },
  ],
});

describeTargetInputs('jsonl', async () => {
  const under = await make(false);
  const frame = Buffer.byteLength('{"id":1,"note":"","amount":null}\n');
  return {
    under,
    inputs: {
      appendsOnly: mergesByKey.reason,
      // JSON has no such numbers; a date that ISO 8601 has a plain form for is written in it.
      shown: (_, text) => (/^(NaN|Infinity)$/.test(text) ? null : text),
      lengthOfNote: async () => (await stat(join(under.folder, 'shop-orders.jsonl'))).size - frame,
    },
  };
});
