/** What the activities are made of: everything real comes from `worker.ts` through here. */
import type { Redactor } from '../model/redactor';
import type { TapSource } from '../model/tap-source';
import type { RunTuning } from '../model/plan';
import type { FaultPoint } from '../model/plugin-context';
import type { PageStore } from '../pages/page-store';
import type { IsNative } from '../project/implementation';
import type { Project, ProjectSource } from '../project/project';
import type { Tap, TapFactory } from '../taps/tap';
import type { States } from '../state/states';
import type { TargetFactory } from '../targets/target';
import type { CommandRunner } from './command-runner';
import type { PageMapper } from './page-mapper';
import type { SingerRunner } from './singer-runner';

/** Names a plugin's implementation: the base definition's name and its variant. */
export interface PluginKind {
  readonly name: string;
  readonly variant: string | null;
}

/** A tap may also be one of the project. */
export interface TapKind extends PluginKind {
  readonly source: TapSource | null;
}

export interface ProgramTapRequest {
  readonly name: string;
  readonly select: readonly string[];
  readonly refreshCatalog: boolean;
  readonly redactor: Redactor;
  readonly warn: (message: string) => void;
}

/** What planning needs: it reads the project, the source and the target, and has no pages. */
export interface PlanDeps {
  readonly projects: ProjectSource;
  /** Throw `Unsupported` for a plugin that has no native implementation. */
  readonly tapFactory: (kind: TapKind) => TapFactory;
  /** A tap that is a program of the project. `warn` also gets what it writes to stderr. */
  readonly programTap: (project: Project, request: ProgramTapRequest) => Tap;
  readonly targetFactory: (kind: PluginKind) => TargetFactory;
  /** Whether Meltemi has an implementation of the plugin at the top of an inheritance chain. */
  readonly isNative: IsNative;
  readonly states: States;
  readonly redactor: Redactor;
  readonly tuning: RunTuning;
  /** Whether the server knows our search attributes. */
  readonly searchAttributes: boolean;
  readonly faultPoint: FaultPoint;
  readonly warn: (message: string) => void;
}

export interface ActivityDeps extends PlanDeps {
  readonly pages: PageStore;
  readonly commandRunner: CommandRunner;
  readonly singerRunner: SingerRunner;
  readonly mapper: PageMapper;
  /** Task queue of this worker alone. */
  readonly hostQueue: string;
}
