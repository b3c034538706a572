/** The contract of what runs the programs of a pipeline. */
import type { PipeIo, PipeRequest } from '../model/singer-pipe';
import type { Project } from '../project/project';

/**
 * Resolves when all programs have ended well, or because of `io.stop`. Throws `PluginFailed` or `PluginKilled` with who is to blame,
 * `PluginMissing`, and `ConfigInvalid` for settings that cannot be resolved.
 */
export type SingerRunner = (project: Project, request: PipeRequest, io: PipeIo) => Promise<void>;
