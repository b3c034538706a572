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
  const standing = await openStandingControl(context);
  if (standing !== null) return standing;
  const { openEmbedded } = require('./control/embedded-control') as typeof embeddedModule;
  return openEmbedded(context.projectRoot(), context, say);
}

/** A Temporal that stays when the command ends; null: there is none. */
export async function openStandingControl(context: CommandContext): Promise<OpenedControl | null> {
  const projectRoot = context.projectRoot();
  if (isTemporalConfigured(context.env)) {
    const { openConfigured } = require('./control/configured-control') as typeof configuredModule;
    return openConfigured(projectRoot, context.env);
  }
  const socketPath = controlSocketPath(projectRoot);
  if (!existsSync(socketPath) || !(await socketAnswers(socketPath))) return null;
  return { control: createRemoteControl({ socketPath }), kind: 'dev', close: async () => undefined };
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
