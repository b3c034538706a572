/** The file of a new pipeline: plugins that inherit from those of the project, and a job of them. */
import type { JsonObject } from '../../model/json';
import type { EntryList } from '../../project/edit/project-edit';
import type { PipelineParents } from './pipeline-parents';

export interface PipelineNames {
  readonly tap: string;
  readonly mapper: string | null;
  readonly target: string;
  readonly job: string;
  /** All of them, with the list that they stand in. */
  readonly entries: readonly (readonly [EntryList, string])[];
}

export function pipelineNames(name: string, parents: PipelineParents): PipelineNames {
  const tap = `${parents.tap}--${name}`;
  const mapper = parents.mapper === null ? null : `map-${name}`;
  const target = `${parents.target}--${name}`;
  const job = `${name}-pipeline`;
  return {
    tap,
    mapper,
    target,
    job,
    entries: [
      [['plugins', 'extractors'], tap],
      ...(mapper === null ? [] : [[['plugins', 'mappers'], mapper] as const]),
      [['plugins', 'loaders'], target],
      [['jobs'], job],
    ],
  };
}

export function pipelineContent(parents: PipelineParents, { tap, mapper, target, job }: PipelineNames): JsonObject {
  return {
    plugins: {
      extractors: [{ name: tap, inherit_from: parents.tap, select: ['*.*'] }],
      ...(mapper === null || parents.mapper === null
        ? {}
        : {
            mappers: [
              {
                name: mapper,
                inherit_from: parents.mapper.name,
                config: parents.mapper.hasRules ? RULES : MAPS,
              },
            ],
          }),
      loaders: [{ name: target, inherit_from: parents.target }],
    },
    jobs: [{ name: job, tasks: [[tap, mapper, target].filter((block) => block !== null).join(' ')] }],
  };
}

/** What the layout's example does: every record says when it was extracted. */
const MAPS: JsonObject = {
  stream_maps: { '*': { extracted_at: 'datetime.datetime.now(datetime.timezone.utc)' } },
};

const RULES: JsonObject = { transformations: [] };
