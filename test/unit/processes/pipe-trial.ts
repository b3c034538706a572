/** Pipes of little programs in a project of their own, run for a test. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/model/json';
import { Redactor } from '../../../src/model/redactor';
import type { PipeRequest } from '../../../src/model/singer-pipe';
import type { SingerStream } from '../../../src/model/singer-run';
import { runPipe } from '../../../src/processes/pipe/run-pipe';
import { silenceLimitsFrom, type SilenceLimits } from '../../../src/processes/silence';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder } from '../project/project-folder';
import { writeProgram } from './programs';

export const TEXT = `
plugins:
  extractors:
    - name: tap-x
      executable: ./bin/tap
      capabilities: [state]
      settings: [{name: token, sensitive: true}]
      config: {token: s3cr3t-token}
  mappers:
    - name: map-x
      executable: ./bin/mapper
      mappings:
        - {name: shout, config: {sign: '!'}}
        - {name: ask, config: {sign: '?'}}
  loaders:
    - name: target-y
      executable: ./bin/target
      config: {schema: $MELTANO_EXTRACTOR_NAME}
`;

export const PROGRAMS = {
  tap: `
    const fs = require('fs');
    const state = process.argv.includes('--state') ? JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--state') + 1])) : null;
    console.error('token', process.env.TAP_X_TOKEN);
    for (let id = state?.id ?? 0; id < 3; id++) console.log(JSON.stringify({ type: 'RECORD', stream: 'clicks', record: { id, text: 'a' } }));
    console.log(JSON.stringify({ type: 'STATE', value: { id: 3 } }));`,
  mapper: `
    const fs = require('fs');
    const { sign } = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--config') + 1]));
    require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.type === 'RECORD') message.record.text += sign;
      console.log(JSON.stringify(message));
    });`,
  target: `
    const fs = require('fs');
    const { schema } = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--config') + 1]));
    const rows = [];
    const input = require('readline').createInterface({ input: process.stdin });
    input.on('line', (line) => {
      const message = JSON.parse(line);
      if (message.type === 'RECORD') rows.push(message.record);
      if (message.type === 'STATE') console.log(JSON.stringify(message.value));
    });
    input.on('close', () => fs.writeFileSync('out.json', JSON.stringify({ schema, rows })));`,
};

export class Trial {
  readonly states: JsonObject[] = [];
  readonly lines: string[] = [];
  streams: readonly SingerStream[] = [];
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  readonly root: string;

  constructor(programs: Partial<Record<keyof typeof PROGRAMS, string>> = {}, text = TEXT) {
    this.root = projectFolder({ 'meltano.yml': text });
    for (const [name, body] of Object.entries({ ...PROGRAMS, ...programs }))
      writeProgram(this.root, `bin/${name}`, body);
  }

  async run(request: Partial<PipeRequest> = {}, silence: SilenceLimits = silenceLimitsFrom({})): Promise<void> {
    const project = await openProjectSource(this.root, { PATH: process.env['PATH'] ?? '' }).load(null);
    const whole = { tap: 'tap-x', mappings: [], target: 'target-y', select: [], state: null, ...request };
    await runPipe(
      project,
      { refreshCatalog: false, useStateFile: true, ...whole },
      {
        redactor: new Redactor(),
        stop: this.stop.signal,
        kill: this.kill.signal,
        onLine: (plugin, line) => this.lines.push(`${plugin}: ${line}`),
        onState: (state) => this.states.push(state),
        onProgress: (streams) => (this.streams = streams),
      },
      { isNative: () => false, cli: '' },
      silence,
    );
  }

  get out(): unknown {
    return JSON.parse(readFileSync(join(this.root, 'out.json'), 'utf8')) as unknown;
  }

  /** Files that plugins were given: none may be left. */
  get left(): readonly string[] {
    const folder = join(this.root, '.meltano', 'run');
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    return files.filter((name) => name.endsWith('.json'));
  }
}
