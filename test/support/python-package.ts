/**
 * Tiny Python packages that pip builds without any index: their build backend is a file of the package itself, of the standard library
 * alone. Each has a program of its own name that prints its version and arguments.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageOptions {
  readonly version?: string;
  /** Requirements, e.g. `helper==1.0`. */
  readonly requires?: readonly string[];
  readonly extras?: Readonly<Record<string, readonly string[]>>;
}

/** Writes the package into `folder`, which is made. */
export function writePythonPackage(folder: string, name: string, options: PackageOptions = {}): void {
  const module = name.replaceAll('-', '_');
  mkdirSync(join(folder, module), { recursive: true });
  const { version = '1.0', requires = [], extras = {} } = options;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
    ...Object.entries(extras).flatMap(([extra, list]) => [
      `Provides-Extra: ${extra}`,
      ...list.map((requirement) => `Requires-Dist: ${requirement}; extra == "${extra}"`),
    ]),
  ];
  writeFileSync(
    join(folder, module, '__init__.py'),
    `import sys\n\ndef main():\n    print("${name} ${version}", *sys.argv[1:])\n`,
  );
  writeFileSync(
    join(folder, 'pyproject.toml'),
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
  );
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify({ name, module, version, metadata }));
  writeFileSync(join(folder, 'backend.py'), BACKEND);
}

/** Builds a wheel of the package in `folder` into `target`, an index or a folder of wheels. */
export function buildWheel(folder: string, target: string): void {
  mkdirSync(target, { recursive: true });
  const program = 'import sys, backend; backend.build_wheel(sys.argv[1])';
  execFileSync('python3', ['-c', program, target], { cwd: folder });
}

const BACKEND = `import base64, hashlib, json, os, zipfile

def _facts():
    with open("metadata.json") as file:
        return json.load(file)

def _write(folder, facts, files):
    dist = facts["name"].replace("-", "_") + "-" + facts["version"]
    info = dist + ".dist-info/"
    files = dict(files)
    files[info + "METADATA"] = "\\n".join(facts["metadata"]) + "\\n"
    files[info + "WHEEL"] = "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[info + "entry_points.txt"] = "[console_scripts]\\n%s = %s:main\\n" % (facts["name"], facts["module"])
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += "%s,sha256=%s,%d\\n" % (path, digest, len(text.encode()))
    files[info + "RECORD"] = record + info + "RECORD,,\\n"
    name = dist + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name

def build_wheel(folder, config_settings=None, metadata_directory=None):
    facts = _facts()
    path = facts["module"] + "/__init__.py"
    with open(path) as file:
        return _write(folder, facts, {path: file.read()})

def build_editable(folder, config_settings=None, metadata_directory=None):
    facts = _facts()
    return _write(folder, facts, {facts["module"] + ".pth": os.getcwd() + "\\n"})
`;
