/** Which room may import which (docs/architecture.md, "Rooms"). Tests beside the source may import test/support. */
const rooms = {
  shared: [],
  config: ['shared'],
  catalog: ['shared'],
  source: ['catalog', 'shared'],
  index: ['catalog', 'shared'],
  near: ['catalog', 'shared'],
  recommend: ['catalog', 'shared'],
  sync: ['source', 'index', 'catalog', 'shared'],
  listing: ['near', 'index', 'recommend', 'catalog', 'shared'],
  leads: ['catalog', 'shared'],
  visit: ['catalog', 'shared'],
  http: ['listing', 'leads', 'visit', 'catalog', 'shared'],
  web: ['listing', 'leads', 'visit', 'catalog', 'shared'],
};

const directions = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...allowed.map((name) => `^src/${name}/`)] },
}));

module.exports = {
  forbidden: [
    ...directions,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'nobody-imports-the-bench',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
    },
  },
};
