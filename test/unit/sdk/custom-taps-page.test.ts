/** docs/custom-taps.md against the SDK: its names exist, none is left out, its examples have right types. */
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import * as sdk from '../../../src/sdk';

/** The types of the SDK are read. */
jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'custom-taps.md'), 'utf8');
const [, table = ''] = page.split('| Singer SDK');
const named = [...table.matchAll(/\| `([\w.]+)`\s*\|$/gm)].map(([, name = '']) => name);

/** Exports that a port does not begin with. */
const WITHOUT_A_ROW: ReadonlySet<string> = new Set([
  'assertRecord',
  'childContexts',
  'declaredTap',
  'HostLimits',
  'HttpClient',
  'makeTap',
  'SdkResponse',
  'standaloneRun',
  'Tap',
  'Stream',
  'RestStream',
  'GraphQLStream',
]);

test('every name of the table is one of the SDK', () => {
  const program = programOf([join(ROOT, 'src', 'sdk', 'index.ts')]);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, 'src', 'sdk', 'index.ts'));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const exported = new Map(
    (module === undefined ? [] : checker.getExportsOfModule(module)).map((symbol) => [symbol.name, symbol]),
  );
  const isThere = (name: string): boolean => {
    const [owner = '', member] = name.split('.');
    const symbol = exported.get(owner);
    if (symbol === undefined || member === undefined) return symbol !== undefined;
    const resolved = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return checker.getDeclaredTypeOfSymbol(resolved).getProperty(member) !== undefined;
  };
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
  expect(isThere('Stream.noSuchMember')).toBe(false);
});

test('every paginator and authenticator has a row', () => {
  expect(Object.keys(sdk).filter((name) => !WITHOUT_A_ROW.has(name) && !named.includes(name))).toEqual([]);
});

test('the examples have right types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-page-'));
  try {
    const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
    const paths = blocks.map((text, index) => {
      const path = join(folder, `example-${index}.ts`);
      writeFileSync(path, inModule(text));
      return path;
    });
    expect(paths).toHaveLength(7);
    const problems = ts
      .getPreEmitDiagnostics(programOf(paths))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A class as it is, anything else as the members of a stream. */
function inModule(text: string): string {
  return `import { RestStream, type Context, type PageToken, type Params, type SdkRecord } from 'meltemi/sdk';
abstract class ShopRestStream extends RestStream<{ api_url: string }> {
  get urlBase() { return this.config.api_url; }
}
class Accounts extends ShopRestStream {
  name = 'accounts';
  getChildContext(record: SdkRecord): Context { return { account_id: record.id }; }
}
${text.startsWith('class ') ? text : `export class Example extends ShopRestStream {\n  name = 'example';\n${text}}`}
export { Accounts, type Context, type PageToken, type Params };
`;
}

function programOf(paths: readonly string[]): ts.Program {
  return ts.createProgram(paths, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    types: ['node'],
    paths: { 'meltemi/sdk': [join(ROOT, 'src', 'sdk', 'index.ts')] },
  });
}
