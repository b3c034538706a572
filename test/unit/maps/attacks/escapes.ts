/** Ways to something outside of the language: every form of access with every name that leads somewhere in JavaScript or Python. */
const NAMES: readonly string[] = [
  'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf', 'apply', 'bind',
  'call', 'caller', 'arguments', 'callee', 'mainModule', 'then',
]; // prettier-ignore
const DUNDERS: readonly string[] = [
  '__proto__', '__class__', '__mro__', '__subclasses__', '__globals__', '__builtins__', '__import__', '__dict__', '__init__',
  '__code__', '__getattribute__', '__defineGetter__', '__lookupGetter__', '_private', 'func_globals', 'gi_frame',
]; // prettier-ignore

const FORMS: readonly ((name: string) => string)[] = [
  (name) => `s.${name}`,
  (name) => `[].${name}`,
  (name) => `{}.${name}`,
  (name) => `md5.${name}`,
  (name) => `json.${name}`,
  (name) => `{}['${name}']`,
];

export const ESCAPES: readonly string[] = [
  ...[...NAMES, ...DUNDERS].flatMap((name) => FORMS.map((form) => form(name))),
  ...[...NAMES, ...DUNDERS].flatMap((name) => [`record.${name}`, `record['${name}']`, `config.${name}`, `config['${name}']`]),
  ...NAMES.map((name) => `${name}('return 1')`),
  'globalThis', 'process', 'require', 'module', 'exports', 'Function', 'eval', 'this', 'window', 'global', 'undefined',
  'Object', 'Reflect', 'Proxy', 'Buffer', 'WebAssembly', 'import', '__dirname',
  "open('/etc/passwd')", "__import__('os')", "eval('1')", "exec('1')", 'globals()', 'locals()', 'vars()', 'dir()',
  "getattr(s, '__class__')", "setattr(s, 'a', 1)", "type(s)", 'object()', 'super()', 'compile("1", "", "eval")', 'input()',
  'print(1)', 'help()', 'exit()', 'breakpoint()', 'memoryview(s)', 'property()', 'os.environ', "sys.exit()",
  'lambda: 1', '(x := 1)', 'await s', 'yield 1', 'import os', 'del s', 'raise s', 'assert s', 'pass', 'for x in s: 1',
  'def f(): pass', 'class A: pass', 'with s: pass', 'while 1: pass', 'return s', 'global s', 'try: s\nexcept: s',
  's.format()', "'{0.__class__}'.format(1)", "'{x.__class__}'.format(x=1)", "'{}'.format_map({})", "f'{s.__class__}'",
  "f'{s:{s.__class__}}'", "f'{().__class__.__bases__}'", "'%(__class__)s' % s", "'%(constructor)s' % {}",
  's.__class__.__init__.__globals__', '().__class__.__bases__[0].__subclasses__()', 'datetime.sys', 'datetime.sys.modules',
  'json.codecs', 'json.decoder', 'json.scanner.re', 're.sys', 're.enum', 're.copyreg', 're._compiler', "re.compile('a').__class__",
  "re.search('a', s).constructor", "re.search('a', s).__proto__", "re.search('a', s)['constructor']",
  "re.search('(?P<a>a)', s)['__proto__']", "re.search('a', s).group('__proto__')", "re.sub('a', r'\\g<constructor>', s)",
  "re.sub('a', s.upper, s)", 'str.constructor', 'str.maketrans.__self__', "str.join('a')",
  '[x.__class__ for x in s]', '[constructor for constructor in s][0].constructor', '[__proto__ for x in s]',
  '[self.constructor for self in s]', '{k.__class__: 1 for k in s}', '[hasOwnProperty(x) for x in s]',
  "json.loads('{\"__proto__\": {\"x\": 1}}').x", "json.loads('{\"__proto__\": {\"x\": 1}}')['x']",
  "json.loads('{\"constructor\": 1}').prototype", "json.loads('{\"a\": {\"__proto__\": {\"p\": 1}}}')['a'].p",
  "dict(__proto__={'x': 1}).x", "dict(constructor=1)['prototype']", "{'__proto__': {'x': 1}}['x']", "{**{'__proto__': {'x': 1}}}.x",
  "json.dumps(s, __proto__=1)", "json.dumps(s, constructor=1)", "s.split(__proto__=1)", "int(s, constructor=1)",
  "datetime.timedelta(constructor=1)", "datetime.timedelta(__proto__=1)", "round(number=1, __class__=2)", 'sorted(s, cmp=md5)',
  "max(s, key=s)", "max(s, key='constructor')", "sorted(s, key=record)", "try_cast('1', '__proto__')", "try_cast('1', 'constructor')",
  "isinstance(s, constructor)", "isinstance(s, 'str')", "isinstance(s, md5)", 'datetime.datetime.now().__class__',
  'datetime.datetime.now().constructor', 'datetime.timedelta(1).__proto__', 'datetime.timezone.utc.constructor',
  "s['__proto__']", "s['constructor']", "[]['constructor']", "[1]['length']", 's.length', '[].length', '{}.size', 's.at(0)',
  's.charCodeAt(0)', 's.substr(1)', 's.repeat(3)', '[].map(md5)', '[].concat([])', '{}.entries()', 'set([1]).has(1)', "b'a'.buffer",
  'record.constructor.constructor', "record.get('constructor').x", "record.get('__proto__').x", "_['constructor']", '_.toString()',
  's()', '5()', '[]()', "'a'()", 'record()', 'config()', 's.upper()()', '(md5)(s)(s)', '[md5][0](s)', 'md5.call(s)', 'md5(*s)', 'md5(**s)',
]; // prettier-ignore
