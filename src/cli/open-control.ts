/**
 * Opens what a command talks to: the Temporal that is configured, else the running `meltemi dev` of the project, else an
 * embedded Temporal with a worker, for this command alone.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- only one of the ways is taken, and loading the others costs half a second */
import { existsSync } from 'node:fs';
import type { CommandContext } from './command-context';
import type * as configuredModule from './control/configured-control';
import type { Control } from './control/control';
import type * as embeddedModule from './control/embedded-control';
import type { OpenedControl } from './control/opened-control';
import { createRemoteControl } from './control/remote-control';
import { controlSocketPath, socketAnswers } from './control/socket-path';
import { isTemporalConfigured } from './temporal-configured';

/** `say`: told what takes a while. */
export async function openControl(context: CommandContext, say: (message: string) => void): Promise<OpenedControl> {
  const projectRoot = context.projectRoot();
  if (isTemporalConfigured(context.env)) {
    const { openConfigured } = require('./control/configured-control') as typeof configuredModule;
    return openConfigured(projectRoot, context.env);
  }
  const socketPath = controlSocketPath(projectRoot);
  if (existsSync(socketPath) && (await socketAnswers(socketPath))) {
    return { control: createRemoteControl({ socketPath }), kind: 'dev', close: async () => undefined };
  }
  const { openEmbedded } = require('./control/embedded-control') as typeof embeddedModule;
  return openEmbedded(projectRoot, context, say);
}

/** For commands that ask one thing. */
export async function withControl<T>(context: CommandContext, ask: (control: Control) => Promise<T>): Promise<T> {
  const opened = await openControl(context, (message) => context.stderr.write(`${message}\n`));
  try {
    return await ask(opened.control);
  } finally {
    await opened.close();
  }
}
