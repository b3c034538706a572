/** Projects with little programs of their own, for tests of processes. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redactor } from '../../../src/model/redactor';
import { openPlugin, type OpenPlugin, type PluginRequest } from '../../../src/processes/open-plugin';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder } from '../project/project-folder';

export interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: string;
}

/** Opens the plugin of a project; `PATH` is that of the tests unless `env` says otherwise. */
export async function openIn(
  { files, env = {}, environment }: Given,
  request: Pick<PluginRequest, 'kind' | 'name'> & Partial<PluginRequest>,
): Promise<OpenPlugin> {
  const root = projectFolder(files);
  for (const name of Object.keys(files)) if (name.includes('bin/')) chmodSync(join(root, name), 0o755);
  const processEnv = { PATH: process.env['PATH'] ?? '', ...env };
  const project = await openProjectSource(root, processEnv).load(environment ?? null);
  return openPlugin(project, { folder: root, redactor: new Redactor(), ...request });
}

/** A program written in Node, at a path below `root`. */
export function writeProgram(root: string, path: string, body: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), program(body));
  chmodSync(join(root, path), 0o755);
}

export function program(body: string): string {
  return `#!${process.execPath}\n${body}\n`;
}
