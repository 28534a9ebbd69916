import { parse } from 'libpg-query';

type Node = Readonly<Record<string, unknown>>;

/** What the rules need to know of the database. */
export interface Schema {
  /** The tables with a company_id. */
  readonly companyTables: ReadonlySet<string>;
  /** Functions whose result may change: volatile and stable ones. */
  readonly changing: ReadonlySet<string>;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** All nodes below one, itself included. `enters` says of a child, by its key, whether to go on into it. */
function* nodesIn(
  node: unknown,
  enters: (key: string, child: Node) => boolean = () => true,
): Generator<Node> {
  if (!isNode(node)) return;
  yield node;
  for (const [key, child] of Object.entries(node))
    if (isNode(child) && enters(key, child)) yield* nodesIn(child, enters);
}

const found = (root: unknown, key: string): Node[] =>
  [...nodesIn(root)].flatMap((node) => (isNode(node[key]) ? [node[key]] : []));
const textsIn = (list: unknown): string[] => found(list, 'String').map(({ sval }) => String(sval));
const functionsIn = (nodes: Iterable<Node>): string[] =>
  [...nodes].flatMap(({ FuncCall, SQLValueFunction }) => {
    if (isNode(SQLValueFunction)) return [String(SQLValueFunction.op)];
    return isNode(FuncCall) ? [textsIn(FuncCall.funcname).at(-1)!] : [];
  });

const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'];
/** Only SELECT has this key; those of a UNION have no name of their own. */
const isSelect = (node: Node): boolean => 'limitOption' in node;
const isQuery = (key: string, child: Node): boolean => WRITES.includes(key) || isSelect(child);

/** The queries of a statement, each without those in it. */
function queriesOf(root: Node): { readonly target?: Node; readonly nodes: Node[] }[] {
  const queries = [...nodesIn(root)].flatMap((node) => [
    ...(isSelect(node) ? [{ body: node, target: undefined }] : []),
    ...WRITES.flatMap((key) => {
      const body = node[key];
      return isNode(body) ? [{ body, target: key === 'InsertStmt' ? undefined : body.relation }] : [];
    }),
  ]);
  return queries.map(({ body, target }) => ({
    ...(isNode(target) && { target }),
    nodes: [...nodesIn(body, (key, child) => !isQuery(key, child))],
  }));
}

const withoutCast = (node: unknown): unknown =>
  isNode(node) && isNode(node.TypeCast) ? withoutCast(node.TypeCast.arg) : node;
const isParameter = (node: unknown): boolean => {
  const inner = withoutCast(node);
  return isNode(inner) && 'ParamRef' in inner;
};

/** The names in front of each company_id that is compared with a parameter; '' without a name. */
function comparedIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ A_Expr: comparison }) => {
    if (!isNode(comparison) || textsIn(comparison.name).join() !== '=') return [];
    const { lexpr, rexpr } = comparison;
    const column = [
      [lexpr, rexpr],
      [rexpr, lexpr],
    ].find(([, other]) => isParameter(other))?.[0];
    if (!isNode(column) || !isNode(column.ColumnRef)) return [];
    const names = textsIn(column.ColumnRef.fields);
    return names.at(-1) === 'company_id' ? [names.at(-2) ?? ''] : [];
  });
}

/** Each query names the company by a parameter, for each table that it reads: a sharded planner can't route it otherwise. */
export function companyByParameter(root: Node, { companyTables }: Schema): string[] {
  const ctes = new Set(found(root, 'CommonTableExpr').map(({ ctename }) => String(ctename)));
  return queriesOf(root).flatMap(({ target, nodes }) => {
    const ranges = nodes.flatMap(({ RangeVar: range }) => (isNode(range) ? [range] : []));
    const tables = [...(target ? [target] : []), ...ranges]
      .map(({ relname, alias }) => ({
        table: String(relname),
        name: isNode(alias) ? String(alias.aliasname) : String(relname),
      }))
      .filter(({ table }) => companyTables.has(table) && !ctes.has(table));
    const compared = comparedIn(nodes);
    const isCompared = (name: string): boolean =>
      compared.includes(name) || (tables.length === 1 && compared.includes(''));
    return tables
      .filter(({ name }) => !isCompared(name))
      .map(({ table, name }) => `${table} ${name}: no company_id = $n`);
  });
}

/** What a write decides and returns does not change by itself; `(select clock_timestamp())` is evaluated once. */
export function nothingChanging(root: Node, { changing }: Schema): string[] {
  const places = WRITES.flatMap((key) => found(root, key)).flatMap((write) => [
    ...(isNode(write.returningClause) ? [['RETURNING', write.returningClause] as const] : []),
    ...found(write, 'CaseExpr').map((node) => ['CASE', node] as const),
    ...found(write, 'CoalesceExpr').map((node) => ['COALESCE', node] as const),
  ]);
  const named = places.flatMap(([place, node]) =>
    functionsIn(nodesIn(node, (key) => key !== 'SubLink'))
      .filter((name) => name.startsWith('SVFOP_') || changing.has(name))
      .map((name) => `${name} in ${place}`),
  );
  return [...new Set(named)];
}

/** Nothing depends on settings of the session: behind a pooler the next statement has another one. */
export function noSessionSettings(root: Node): string[] {
  const set = found(root, 'VariableSetStmt').filter(({ is_local }) => is_local !== true);
  const calls = found(root, 'FuncCall').filter(
    ({ funcname, args }) =>
      textsIn(funcname).at(-1) === 'set_config' &&
      !JSON.stringify((args as unknown[]).at(-1)).includes('"boolval":true'),
  );
  return [...set.map(({ name }) => `set ${String(name)}`), ...calls.map(() => 'set_config of the session')];
}

/** Advisory locks end with their transaction: one of a session stays behind, or hangs, behind a pooler. */
export function advisoryLocksOfTransactions(root: Node): string[] {
  return functionsIn(nodesIn(root)).filter((name) => /^pg_(try_)?advisory_(?!xact_)/.test(name));
}

export const RULES = { companyByParameter, nothingChanging, noSessionSettings, advisoryLocksOfTransactions };

/** What breaks a rule in a statement, as `rule: what`. */
export async function brokenRules(text: string, schema: Schema): Promise<string[]> {
  const root = (await parse(text)) as unknown as Node;
  return Object.entries(RULES).flatMap(([name, rule]) =>
    rule(root, schema).map((what) => `${name}: ${what}`),
  );
}
