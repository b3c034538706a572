/** One tap → mappings → target with settings resolved: discovers, selects and maps the streams of the tap. */
import { compileStreamMaps } from '../maps/compile-stream-map';
import { mapChain, type MapStep } from '../maps/map-chain';
import { MeltemiError } from '../model/errors';
import type { PipelineRef } from '../model/plan';
import type { PluginContext } from '../model/plugin-context';
import type { PipelineOptions } from '../model/run';
import { implementationOf } from '../project/implementation';
import type { Project, ResolvedPlugin } from '../project/project';
import { isStreamSelected, selectStreams, type Selection } from '../project/select';
import type { Catalog, SelectedStream, Tap } from '../taps/tap';
import type { Target } from '../targets/target';
import type { ActivityDeps } from './deps';
import type { OpenStream } from './open-stream';
import { isProgram } from './pipeline-kind';

type Deps = Pick<
  ActivityDeps,
  'tapFactory' | 'programTap' | 'isNative' | 'targetFactory' | 'redactor' | 'faultPoint' | 'warn'
>;

export interface OpenStreams {
  readonly streams: readonly OpenStream[];
  /** What the selection did not find, and the like. */
  readonly warnings: readonly string[];
  readonly refused: readonly Refusal[];
}

/** A selected stream that cannot be run as the project has it. */
export interface Refusal {
  readonly stream: string;
  readonly error: MeltemiError;
}

/** What is wrong with one stream; anything else (a password, say) is wrong with all of them. */
const STREAM_FAULTS: ReadonlySet<string> = new Set([
  'ConfigInvalid',
  'MapFailed',
  'PermissionDenied',
  'TargetRejected',
  'Unsupported',
]);

/** Answers the refusal that `error` means for the stream; throws any other error. */
export function refusalOf(stream: string, error: unknown): Refusal {
  if (error instanceof MeltemiError && STREAM_FAULTS.has(error.code)) return { stream, error };
  throw error;
}

let opened = 0;

export class OpenPipeline {
  /** Tells one opening of a pipeline from the next within this process. */
  readonly id = ++opened;

  private constructor(
    private readonly stateId: string,
    /** Null: a program, whose catalog holds what is selected already. */
    private readonly tapPlugin: ResolvedPlugin | null,
    readonly tap: Tap,
    readonly target: Target,
    private readonly maps: readonly MapStep[],
    private readonly select: readonly string[],
    private readonly projectWarnings: readonly string[],
  ) {}

  /** Throws `ConfigInvalid` with the place in the project's files, `Unsupported`. Does no I/O. */
  static make(deps: Deps, project: Project, pipeline: PipelineRef, options: PipelineOptions): OpenPipeline {
    const { select } = options;
    const tap = project.resolvePlugin('extractors', pipeline.tap);
    const target = project.resolvePlugin('loaders', pipeline.target, pipeline.tap);
    const mappings = pipeline.mappings.map((name) => project.resolveMapping(name));
    for (const { secrets } of [tap, target, ...mappings]) deps.redactor.add(secrets);
    const context = (name: string): PluginContext => ({
      pluginName: name,
      faultPoint: deps.faultPoint,
      warn: (message) => deps.warn(`${name}: ${message}`),
    });
    const program = isProgram(deps, project, pipeline.tap);
    const { warn } = context(tap.name);
    const asProgram = { name: tap.name, select, refreshCatalog: options.refreshCatalog === true, warn };
    return new OpenPipeline(
      pipeline.stateId,
      program ? null : tap,
      program
        ? deps.programTap(project, { ...asProgram, redactor: deps.redactor })
        : deps.tapFactory(implementationOf(project, tap))(tap.settings, {
            ...context(tap.name),
            reads: (stream) => isStreamSelected(stream, tap, select),
          }),
      deps.targetFactory({ name: target.baseName, variant: target.variant })(target.settings, context(target.name)),
      mapChain({ tap: program ? null : tap, mappings, target }),
      select,
      [...project.warnings, ...tap.warnings, ...target.warnings, ...mappings.flatMap((mapping) => mapping.warnings)],
    );
  }

  /** The selected streams, mapped; `only` limits the discovery to some names. */
  async streams(signal: AbortSignal, only?: readonly string[]): Promise<OpenStreams> {
    const catalog = await this.tap.discover(signal, only);
    const { streams, warnings } = this.selected(catalog);
    const open: OpenStream[] = [];
    const refused: Refusal[] = [];
    for (const selected of streams) {
      try {
        open.push(...this.mapped(selected));
      } catch (error) {
        refused.push(refusalOf(selected.name, error));
      }
    }
    return { ...oneOfEach(open, refused), warnings: [...this.projectWarnings, ...warnings] };
  }

  private selected(catalog: Catalog): Selection {
    if (this.tapPlugin !== null) return selectStreams(catalog, this.tapPlugin, this.select);
    return { streams: catalog.streams.map(({ stream }) => stream), warnings: [] };
  }

  async close(): Promise<void> {
    await Promise.all([this.tap.close(), this.target.close()]);
  }

  /** A stream as the target will see it; none when the maps drop it. */
  private mapped(selected: SelectedStream): OpenStream[] {
    const shared = { tap: this.tap, target: this.target, selected, maps: this.maps };
    const resumable = this.tap.resumable(selected);
    const { replication } = selected;
    const map = compileStreamMaps(this.maps, { name: selected.name, schema: selected.schema });
    if (map.identity) {
      const output = { stateId: this.stateId, name: selected.name, schema: selected.schema, replication, resumable };
      return [{ ...shared, name: selected.name, map: null, output }];
    }
    return map.outputs.map(({ name, isAdditional, schema }) => ({
      ...shared,
      name: isAdditional ? name : selected.name,
      map,
      output: { stateId: this.stateId, name, schema, replication, resumable },
    }));
  }
}

/** Names of streams name workflows and bookmarks, so a stream that maps make cannot be called like another one. */
function oneOfEach(
  streams: readonly OpenStream[],
  refused: readonly Refusal[],
): Pick<OpenStreams, 'streams' | 'refused'> {
  const twins = streams.filter(
    (stream) =>
      stream.name !== stream.selected.name && streams.some((other) => other !== stream && other.name === stream.name),
  );
  const refusals = twins.map(({ name, selected }) => ({
    stream: name,
    error: new MeltemiError(
      'ConfigInvalid',
      `The stream maps make a stream \`${name}\` of \`${selected.name}\`, and there is another one of that name.`,
      'Give it another name below `stream_maps`.',
    ),
  }));
  return { streams: streams.filter((stream) => !twins.includes(stream)), refused: [...refused, ...refusals] };
}
