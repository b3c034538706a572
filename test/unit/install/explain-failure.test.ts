import { explainFailure } from '../../../src/install/explain-failure';

const PIP_NOT_FOUND = `Looking in links: wheels
ERROR: Could not find a version that satisfies the requirement tap-x==9 (from versions: 1.0)
ERROR: No matching distribution found for tap-x==9

[notice] A new release of pip is available: 23.2.1 -> 26.1
`;

test.each([
  ['pip: no such package', PIP_NOT_FOUND, 'tap-x==9', /name and version/],
  [
    'uv: no such package',
    '  × No solution found when resolving dependencies:\n  ╰─▶ Because tap-nope was not found in the package registry and you require tap-nope, we can conclude',
    'tap-nope',
    /name and version/,
  ],
  [
    'no network',
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: Could not find a version that satisfies the requirement tap-x (from versions: none)",
    null,
    /cannot be reached/,
  ],
  [
    'pip: no such folder',
    'ERROR: nowhere is not a valid editable requirement. It should either be a path',
    'nowhere',
    /folder of a package/,
  ],
  ['pip: words that are no requirement', "ERROR: Invalid requirement: 'tap x!'", 'tap x!', /pip_url/],
  [
    'git: private',
    "fatal: could not read Username for 'https://host': terminal prompts disabled",
    'https://host',
    /token/,
  ],
  [
    'git: gone',
    "fatal: repository 'https://host/x.git/' not found",
    'https://host/x.git/',
    /address of the repository/,
  ],
  [
    'no venv module',
    'The virtual environment was not created successfully because ensurepip is not\navailable.',
    null,
    /python3-venv/,
  ],
  [
    'another Python',
    "ERROR: Package 'tap-x' requires a different Python: 3.11.7 not in '<3.10'",
    'tap-x',
    /Set `python`/,
  ],
  ['conflict', 'ERROR: ResolutionImpossible: for help visit', null, /exclude one another/],
  [
    'no constraints file',
    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'c.txt'",
    'c.txt',
    /path of the file/,
  ],
  ['anything else', 'Segmentation fault', null, /lines above/],
])('%s', (_, output, requirement, instruction) => {
  const failure = explainFailure(output);
  expect(failure.requirement).toBe(requirement);
  expect(failure.instruction).toMatch(instruction);
});

test('the last lines are kept, without blanks and notices', () => {
  expect(explainFailure(PIP_NOT_FOUND).lines).toEqual([
    'Looking in links: wheels',
    'ERROR: Could not find a version that satisfies the requirement tap-x==9 (from versions: 1.0)',
    'ERROR: No matching distribution found for tap-x==9',
  ]);
  const many = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  expect(explainFailure(many).lines).toHaveLength(12);
});
