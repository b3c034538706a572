/**
 * Who may import whom: one rule per line of the layout, each with what to do instead. A type-only import counts as an import,
 * unless a rule says otherwise. `test/unit/house/boundaries.test.ts` proves that every rule fires.
 */

/** Where Node's own modules are fine because they do not reach outside the process. */
const PURE_NODE = '^(node:)?(buffer|crypto|path|path/posix|string_decoder|util|url)$';
const TEMPORAL = 'node_modules/@temporalio/';
/** Where real things are made: the worker, what it hands to activities, and the script of its threads. */
const COMPOSITION = '^src/(worker|make-deps|map-thread)\\.ts$';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const everywhere = [
  {
    name: 'no-circular',
    comment: 'Two modules that need each other are one, or miss a third that both may import.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'Nothing imports it and it imports nothing: delete it or use it.',
    severity: 'error',
    from: { path: '^src/', orphan: true },
    to: {},
  },
  {
    name: 'no-dep-on-test',
    comment: 'The product is shipped without test/. Move what it needs into src/.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^test/' },
  },
  {
    name: 'no-undeclared-package',
    comment: 'Name the package in package.json; what another package brings along may go at any update.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-unresolved-import',
    comment: 'The file or package does not exist.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-dev-package-in-product',
    comment: 'A user installs without devDependencies: move the package to dependencies.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const pureParts = [
  {
    name: 'model-is-pure',
    comment:
      'Everything imports model, also the replayed workflow code: no Node module, no other folder, no package but two that only compute.',
    severity: 'error',
    from: { path: '^src/model/' },
    to: { pathNot: ['^src/model/', 'node_modules/(fflate|base64-js)/'] },
  },
  {
    name: 'maps-are-pure',
    comment:
      'A map sees one record: no disk, no network, no plugin. The activity `mapRecords` does the reading and writing.',
    severity: 'error',
    from: { path: '^src/maps/' },
    to: { pathNot: ['^src/(maps|model|pages/encoding)/', 'node_modules/(@lezer|@faker-js|re2js)/', PURE_NODE] },
  },
  {
    name: 'encodings-are-pure',
    comment: 'An encoding turns values into bytes and back. Files belong to src/pages/store.',
    severity: 'error',
    from: { path: '^src/pages/encoding/' },
    to: { pathNot: ['^src/(pages/encoding|model)/', PURE_NODE] },
  },
  {
    name: 'project-knows-model-and-yaml',
    comment:
      'A project is files and rules about them, also about plugins that need no definition in it; what runs it comes to it, not the other way round.',
    severity: 'error',
    from: { path: '^src/project/' },
    to: { pathNot: ['^src/(project|model|definitions/native)/', 'node_modules/yaml/'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'project-touches-the-disk-in-two-places',
    comment:
      'Only src/project/disk.ts reads and only project-writer.ts writes, so that every rule can be tested on plain data.',
    severity: 'error',
    from: { path: '^src/project/', pathNot: '^src/project/(disk|project-writer)\\.ts$' },
    to: { path: '.', pathNot: ['^src/', 'node_modules/yaml/', PURE_NODE] },
  },
  {
    name: 'validation-reads-nothing-itself',
    comment: 'It judges what src/project has read and what maps, native plugins and their definitions say to it.',
    severity: 'error',
    from: { path: '^src/validate/' },
    to: { pathNot: ['^src/(validate|project|model|maps|definitions/native)/', '^src/(taps|targets)/registry\\.ts$'] },
  },
  {
    name: 'sdk-stands-alone',
    comment:
      'An author tests a stream with no Temporal, no project and no page: the SDK knows HTTP and JSON only. What runs a tap is src/taps/sdk.',
    severity: 'error',
    from: { path: '^src/sdk/' },
    to: { pathNot: ['^src/(sdk|model)/', 'node_modules/(undici|json-p3)/'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'test-kit-knows-the-sdk',
    comment:
      "The author's kit checks a tap without Temporal and project: it knows the SDK, and the loader for a tap that is named by its path.",
    severity: 'error',
    from: { path: '^src/testing/' },
    to: { pathNot: ['^src/(testing|sdk|model|systems/json-schema)/', '^src/taps/registry\\.ts$'] },
  },
  {
    name: 'singer-is-pure',
    comment:
      "Singer's documents are data and rules about them: no disk, no process. What runs a Singer program is src/processes.",
    severity: 'error',
    from: { path: '^src/singer/' },
    to: { pathNot: ['^src/(singer|model|project)/', '^src/taps/tap\\.ts$', PURE_NODE] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const pluginsOfProjects = [
  {
    name: 'install-knows-projects',
    comment:
      'Installing reads what a project says and runs pip or uv; who shows it and which plugins are native comes as an argument.',
    severity: 'error',
    from: { path: '^src/install/' },
    to: { pathNot: '^src/(install|project|model)/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'native-definitions-are-leaves',
    comment:
      'They are lists of names and texts that everything may read: also src/project, which is below the other definitions.',
    severity: 'error',
    from: { path: '^src/definitions/native/' },
    to: { pathNot: '^src/(definitions/native|model)/' },
  },
  {
    name: 'definitions-are-data',
    comment: 'A definition says what settings a plugin has; it knows the plugin by its name only, never its code.',
    severity: 'error',
    from: { path: '^src/definitions/' },
    to: { pathNot: '^src/(definitions|project|model)/|node_modules/undici/', dependencyTypesNot: ['core'] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const temporalParts = [
  {
    name: 'workflows-stay-deterministic',
    comment: 'Workflow code is replayed. Move pure logic to src/model, anything else to an activity.',
    severity: 'error',
    from: { path: '^src/workflows/' },
    to: { pathNot: ['^src/(workflows|model|activities)/', `${TEMPORAL}(workflow|common)/`] },
  },
  {
    name: 'workflows-know-activity-types-only',
    comment: "Write `import type` from '../activities': the code of an activity must not enter the workflow bundle.",
    severity: 'error',
    from: { path: '^src/workflows/' },
    to: { path: '^src/activities/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'workflows-know-activities-by-their-index',
    comment: 'src/activities/index.ts is what a workflow may know of the activities.',
    severity: 'error',
    from: { path: '^src/workflows/' },
    to: { path: '^src/activities/', pathNot: '^src/activities/index\\.ts$' },
  },
  {
    name: 'activities-stay-abstract',
    comment: 'Plugins and the page store arrive through `createActivities(deps)`; src/worker.ts makes them.',
    severity: 'error',
    from: { path: '^src/activities/' },
    to: {
      path: '^src/',
      pathNot: [
        '^src/(activities|model|project|maps|state|pages/encoding)/',
        '^src/(taps/tap|targets/target|pages/page-store)\\.ts$',
      ],
    },
  },
  {
    name: 'activities-know-contracts-only',
    comment: 'A contract holds types: write `import type`.',
    severity: 'error',
    from: { path: '^src/activities/' },
    to: { path: '^src/(taps/tap|targets/target|pages/page-store)\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'activity-context-in-activities-only',
    comment: 'Heartbeats and cancellation reach other code as plain arguments (an `AbortSignal`, a callback).',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/activities/' },
    to: { path: `${TEMPORAL}activity/` },
  },
  {
    name: 'temporal-at-the-edges',
    comment: 'Only workflows, activities, src/temporal, the commands, the worker and the build step may know Temporal.',
    severity: 'error',
    from: {
      path: '^src/',
      pathNot: '^src/(workflows|activities|temporal|cli)/|^src/(worker|build-workflow-bundle)\\.ts$',
    },
    to: { path: TEMPORAL },
  },
  {
    name: 'connection-stands-alone',
    comment: 'src/temporal connects and configures; it knows workflows by their names and messages only.',
    severity: 'error',
    from: { path: '^src/temporal/' },
    to: { path: '^src/', pathNot: '^src/(temporal|model|workflows)/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const plugins = [
  {
    name: 'plugins-are-islands',
    comment:
      "A plugin knows model, its contract, the pages' contract and encodings, src/systems, and what authors of taps know of the SDK: never a store, and no sibling but the file formats and what all targets of files share.",
    severity: 'error',
    from: { path: '^src/(taps|targets)/([^/]+)/' },
    to: {
      path: '^src/',
      pathNot: [
        '^src/$1/($2/|(tap|singer-form|target|singer-target)\\.ts$)',
        '^src/(model|systems)/',
        '^src/sdk/index\\.ts$',
        '^src/pages/(encoding/|page-store\\.ts$)',
        '^src/targets/(formats|files)/',
      ],
    },
  },
  {
    name: 'contracts-are-small',
    comment: "A contract is written in terms of model and the pages' contract.",
    severity: 'error',
    from: { path: '^src/(taps/tap|targets/(singer-)?target|pages/page-store)\\.ts$' },
    to: { pathNot: '^src/(model/|pages/page-store\\.ts$|targets/target\\.ts$)' },
  },
  {
    name: 'plugins-listed-once',
    comment: 'Ask the registry beside the contract; it is the one place that knows every plugin.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(taps|targets)/(registry\\.ts$|[^/]+/)' },
    to: { path: '^src/(taps|targets)/[^/]+/' },
  },
  {
    name: 'systems-are-leaves',
    comment:
      "Client code of one system serves its tap and its target: it knows model, that system's packages, and which processes live.",
    severity: 'error',
    from: { path: '^src/systems/([^/]+)/', pathNot: '^src/systems/batch-files/' },
    to: { path: '^src/', pathNot: '^src/(model|systems/($1|process))/' },
  },
  {
    name: 'batch-files-are-read-by-systems',
    comment:
      'Files of BATCH messages are text or Parquet: reading them is up to src/systems/files and src/systems/duckdb, what becomes of the records to whoever asks.',
    severity: 'error',
    from: { path: '^src/systems/batch-files/' },
    to: { path: '^src/', pathNot: '^src/(model|systems/(batch-files|files|duckdb))/' },
  },
  {
    name: 'stores-are-leaves',
    comment: 'A store keeps bytes: it knows model, its contract and Node, and only the files of the worker make one.',
    severity: 'error',
    from: { path: '^src/pages/' },
    to: { pathNot: '^src/(model|pages)/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'states-are-leaves',
    comment:
      'A state backend keeps documents: it knows model and the clients of src/systems. Settings come to it as plain data.',
    severity: 'error',
    from: { path: '^src/state/' },
    to: { path: '^src/', pathNot: '^src/(state|model|systems)/' },
  },
  {
    name: 'clouds-in-one-place',
    comment: 'The clients of the clouds are large, and loaded when something needs one: ask src/systems/objects.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/systems/objects/' },
    to: { path: 'node_modules/(@aws-sdk|@azure|@google-cloud)/' },
  },
  {
    name: 'sqlite-in-one-place',
    comment: 'Only the state backend that is a file of SQLite loads it.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/state/' },
    to: { path: 'node_modules/node-sqlite3-wasm/' },
  },
  {
    name: 'stores-made-at-the-edge',
    comment: 'Take a `PageStore` as an argument. A command without a worker has its own place to make one.',
    severity: 'error',
    from: {
      path: '^src/',
      pathNot: ['^src/pages/store/', '^src/cli/singer/target/temporary-pages\\.ts$', COMPOSITION],
    },
    to: { path: '^src/pages/store/' },
  },
  {
    name: 'duckdb-in-one-place',
    comment: 'Only src/systems/duckdb loads it, when something needs it; others may name its types.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/systems/duckdb/' },
    to: { path: 'node_modules/@duckdb/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'postgres-client-in-one-place',
    comment:
      'Connections, quoting and COPY are in src/systems/postgres; others may name its types. The demo looks at what arrived as a user would.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(systems/postgres|cli/demo)/' },
    to: { path: 'node_modules/(pg|pg-[^/]+)/', dependencyTypesNot: ['type-only'] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const processes = [
  {
    name: 'processes-run-programs',
    comment:
      "A plugin's process is a program of the project with its files: it knows no native plugin, page or workflow.",
    severity: 'error',
    from: { path: '^src/processes/' },
    to: { pathNot: ['^src/(processes|project|singer|model|systems/process)/'], dependencyTypesNot: ['core'] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const roots = [
  {
    name: 'worker-is-a-root',
    comment: 'The worker makes everything; only a command may start it.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/cli/', COMPOSITION] },
    to: { path: COMPOSITION },
  },
  {
    name: 'commands-are-roots',
    comment: 'Commands use the product; the product does not know them.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^src/cli/' },
  },
  {
    name: 'programs-are-roots',
    comment: 'A file that runs when it is loaded is imported by nobody.',
    severity: 'error',
    from: {},
    to: { path: '^src/(cli/main|build-workflow-bundle|map-thread)\\.ts$' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...everywhere, ...pureParts, ...pluginsOfProjects, ...temporalParts, ...plugins, ...processes, ...roots],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/fixtures/' },
    // Sees imports that the compiler drops, so that `import type` counts.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
