/** A common table expression of a statement, or what comes after the last of them. */
interface Part {
  /** '' of the last. */
  readonly name: string;
  /** What is between `with` and the parentheses: the name, the columns, `as materialized`. */
  readonly head: string;
  readonly body: string;
}

/** One of the statements that a statement is sent as. */
export interface Step {
  /** Under which later ones name its rows; '' of the last, whose rows are those of the whole. */
  readonly name: string;
  /** The statement, without the rows of the steps that it names. */
  readonly text: string;
  /** The common table expressions that it evaluates itself, as SQL. */
  readonly own: readonly string[];
  /** The steps whose rows it names. */
  readonly names: readonly string[];
  /** It changes or deletes rows: the rows that it names can not come from a function then. */
  readonly takesValues: boolean;
  /** If it inserts what a query returns that reads no table: its three parts. */
  readonly inserted?: InsertedQuery | undefined;
}

export interface InsertedQuery {
  /** `insert into … (…)` */
  readonly head: string;
  readonly query: string;
  /** What to do about conflicts, and what is returned. */
  readonly tail: string;
}

const WRITE = /^\s*(insert|update|delete)\b/i;
const CHANGE = /^\s*(update|delete)\b/i;
/** What must be evaluated once, and by the coordinator: its clock, its sequences, its lock table. */
const ONCE = /\b(clock_timestamp|nextval|pg_advisory_\w+|pg_try_advisory_\w+|set_config)\s*\(/i;

/**
 * The statements that a statement is sent as to a distributed database, one after the other in one transaction, or undefined
 * if it can be sent as it is. The planner of Citus has one node for a statement that reads or writes one table of a company;
 * a statement that writes several of them it takes apart, too, but evaluates each part by a detour over files.
 *
 * A common table expression is a step of its own if it writes, reads tables or has to be evaluated once. All others are
 * evaluated in the steps that name them. The steps see one another's writes, unlike the parts of one statement: each part is
 * written so that it does not matter.
 */
export function stepsOf(text: string, tables: ReadonlySet<string>): readonly Step[] | undefined {
  const parts = partsOf(text);
  if (parts.length === 1 || !parts.some(({ body }) => WRITE.test(body))) return undefined;
  const readers = parts.map(({ name }, at) => parts.slice(at + 1).filter((part) => isNamedIn(name, part)));
  const readsTables = ({ body }: Part): boolean => wordsIn(body).some((word) => tables.has(word));
  const steps: Step[] = [];
  const [inSteps, inOthers, once] = [new Set<string>(), new Map<string, Part>(), new Set<string>()];
  const isStep = (part: Part, at: number): boolean => {
    if (part.name === '' || WRITE.test(part.body)) return true;
    const by = readers[at]!;
    if (by.length === 0) return false;
    if (readsTables(part) || by.some(({ body }) => CHANGE.test(body))) return true;
    const isOnce = ONCE.test(part.body) || [...once].some((name) => isNamedIn(name, part));
    // What the coordinator alone evaluates can be a part of what it evaluates next.
    const next = by.length === 1 && !WRITE.test(by[0]!.body) && !readsTables(by[0]!);
    if (isOnce && next) once.add(part.name);
    return isOnce && !next;
  };
  parts.forEach((part, at) => {
    if (!isStep(part, at)) {
      inOthers.set(part.name, part);
      return;
    }
    const needed = new Set<string>();
    const visit = (visited: Part): void => {
      for (const { name } of parts.slice(0, at)) {
        if (needed.has(name) || !isNamedIn(name, visited)) continue;
        needed.add(name);
        const other = inOthers.get(name);
        if (other !== undefined) visit(other);
      }
    };
    visit(part);
    steps.push({
      name: part.name,
      text: part.body,
      own: parts
        .filter(({ name }) => needed.has(name) && inOthers.has(name))
        .map(({ head, body }) => `${head} (${body})`),
      names: [...inSteps].filter((name) => needed.has(name)),
      takesValues: CHANGE.test(part.body),
      inserted: insertedQuery(part.body, tables),
    });
    inSteps.add(part.name);
  });
  return steps;
}

const INSERTED =
  /^(\s*insert\s+into\s+\w+\s*\([^)]*\)\s*)(select\b.*?)(\b(?:on\s+conflict|returning)\b.*)?$/is;

/** Undefined: the step inserts no query, or one that a node or the transaction has to evaluate. */
function insertedQuery(body: string, tables: ReadonlySet<string>): InsertedQuery | undefined {
  // What literals say is passed over. The places stay as they are.
  const [, head, query] = INSERTED.exec(body.replace(LITERAL, ({ length }) => "'".repeat(length))) ?? [];
  if (head === undefined || query === undefined) return undefined;
  if (ONCE.test(query) || wordsIn(query).some((word) => tables.has(word))) return undefined;
  const end = head.length + query.length;
  return { head, query: body.slice(head.length, end), tail: body.slice(end) };
}

const LITERAL = /'(?:[^']|'')*'/g;
const wordsIn = (sql: string): string[] => sql.replace(LITERAL, "''").match(/[a-z_][a-z_0-9]*/gi) ?? [];
const isNamedIn = (name: string, { body }: Part): boolean => name !== '' && wordsIn(body).includes(name);

/** The parts of `with …`, at the parentheses around each; one part if there is none. */
function partsOf(text: string): Part[] {
  const whole = { name: '', head: '', body: text };
  let rest = /^\s*with\s+(?!recursive\b)/i.exec(text)?.[0].length;
  if (rest === undefined) return [whole];
  const parts: Part[] = [];
  for (;;) {
    const head = /\s*(\w+)\s+as\s+(?:(?:not\s+)?materialized\s*)?(?=\()/iy;
    head.lastIndex = rest;
    const found = head.exec(text);
    if (found === null) return [whole];
    const end = closing(text, head.lastIndex);
    parts.push({ name: found[1]!, head: found[0].trim(), body: text.slice(head.lastIndex + 1, end) });
    const comma = /\s*,/y;
    comma.lastIndex = end + 1;
    if (!comma.test(text)) return [...parts, { ...whole, body: text.slice(end + 1) }];
    rest = comma.lastIndex;
  }
}

/** Where the parenthesis is closed that is opened there. */
function closing(text: string, open: number): number {
  const tokens = /'(?:[^']|'')*'|[()]/g;
  tokens.lastIndex = open;
  for (let depth = 0, token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '(') depth++;
    else if (token[0] === ')' && --depth === 0) return token.index;
  }
  throw new Error(`A parenthesis is not closed: ${text.slice(open, open + 100)}`);
}

/** The steps of all statements of a service: those of a name are found out once. */
export class StatementSteps {
  private readonly tables: ReadonlySet<string>;
  private readonly known = new Map<string, readonly Step[] | undefined>();

  constructor(tables: readonly string[]) {
    this.tables = new Set(tables);
  }

  /** Undefined: the statement is sent as it is. */
  of(text: string, name?: string): readonly Step[] | undefined {
    if (name === undefined) return stepsOf(text, this.tables);
    if (!this.known.has(name)) this.known.set(name, stepsOf(text, this.tables));
    return this.known.get(name);
  }
}
