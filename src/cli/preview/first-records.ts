/** Opens a tap for a look at its first records, and reads them: from the source, into memory, with no state. */
import type { Redactor } from '../../model/redactor';
import { openTapProgram } from '../../processes/open-tap-program';
import { silenceLimitsFrom } from '../../processes/silence';
import { implementationOf } from '../../project/implementation';
import type { Project, ResolvedPlugin } from '../../project/project';
import { selectStreams, type Selection } from '../../project/select';
import { programTap, tapFactoryFor } from '../../taps/registry';
import type { Catalog, SelectedStream, Tap } from '../../taps/tap';
import { isNative } from '../singer/native-taps';
import { MemoryPage } from './memory-page';

/** Bytes and seconds are no limit here: the rows are few. */
const PAGE_BYTES = 64 * 1024 * 1024;
const PAGE_SECONDS = 600;

/** A tap whose first records are wanted. */
export interface OpenTap {
  readonly tap: Tap;
  readonly select: (catalog: Catalog) => Selection;
}

/** `only`: patterns of streams; empty: all that the project selects. */
export function openFirstRecords(
  project: Project,
  plugin: ResolvedPlugin,
  only: readonly string[],
  redactor: Redactor,
  warn: (message: string) => void,
): OpenTap {
  return isNative(plugin) ? nativeTap(project, plugin, only, warn) : tapOfProgram(project, plugin.name, only, redactor);
}

function nativeTap(
  project: Project,
  plugin: ResolvedPlugin,
  only: readonly string[],
  warn: (message: string) => void,
): OpenTap {
  const factory = tapFactoryFor(implementationOf(project, plugin));
  const tap = factory(plugin.settings, { pluginName: plugin.name, faultPoint: () => undefined, warn });
  return { tap, select: (catalog) => selectStreams(catalog, plugin, only) };
}

/** Its catalog holds what is selected already. As a full table it is cut at any record, and not at its next state. */
function tapOfProgram(project: Project, name: string, select: readonly string[], redactor: Redactor): OpenTap {
  const nobody = (): void => undefined;
  const silence = silenceLimitsFrom(process.env);
  const program = openTapProgram(project, { name, select, refreshCatalog: false, redactor, onLine: nobody, silence });
  const replication = { method: 'FULL_TABLE', snapshot: true } as const;
  return {
    tap: programTap(program, nobody),
    select: ({ streams }) => ({ streams: streams.map(({ stream }) => ({ ...stream, replication })), warnings: [] }),
  };
}

export async function firstRecords(
  tap: Tap,
  stream: SelectedStream,
  limit: number,
  signal: AbortSignal,
): Promise<MemoryPage> {
  const page = new MemoryPage();
  const limits = { maxRows: limit, maxBytes: PAGE_BYTES, maxSeconds: PAGE_SECONDS };
  const position = { kind: 'start', bookmark: null } as const;
  const request = { stream, position, limits, encoding: 'text', sessionKey: `preview/${stream.name}` } as const;
  await tap.extractPage(request, page, signal);
  return page;
}
