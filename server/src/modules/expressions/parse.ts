// From text to tree, by precedence: `… when …`, `if … then … else`, or, and, not, comparison, sum, product, sign.
import { tokensOf, type Token } from './tokens.ts';
import {
  depthMax,
  expressionCharactersMax,
  nodesMax,
  type BinaryOperator,
  type Node,
  type Parsed,
  type Trouble,
} from './syntax.ts';

export function parse(source: string): Parsed {
  if (source.length > expressionCharactersMax) {
    return failed({ at: 0, what: 'too-long', values: { charactersMax: expressionCharactersMax } });
  }
  const read = tokensOf(source);
  if (!read.ok) return read;
  try {
    return { ok: true, ...new Parser(read.tokens).whole() };
  } catch (error) {
    if (error instanceof Refused) return failed(error.trouble);
    throw error;
  }
}

function failed(trouble: Trouble): Parsed {
  return { ok: false, trouble };
}

/** Leaves the recursion; never leaves this file. */
class Refused extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.what);
    this.trouble = trouble;
  }
}

const levels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];
const comparisons = 2;
const words = new Set(['if', 'then', 'else', 'when', 'and', 'or', 'not', 'true', 'false']);

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #nodes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): { node: Node; when?: Node } {
    const node = this.#expression(0);
    const when = this.#take('when') ? this.#expression(0) : undefined;
    const { kind, at } = this.#token;
    if (kind !== 'end') throw this.#unexpected(at);
    return { node, ...(when === undefined ? {} : { when }) };
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 };
  }

  #expression(depth: number): Node {
    const { at } = this.#token;
    if (depth > depthMax) throw new Refused({ at, what: 'too-deep' });
    if (!this.#take('if')) return this.#binary(0, depth);
    const condition = this.#expression(depth + 1);
    this.#need('then');
    const yes = this.#expression(depth + 1);
    this.#need('else');
    return this.#node({
      kind: 'choice',
      at,
      condition,
      yes,
      no: this.#expression(depth + 1),
    });
  }

  #binary(level: number, depth: number): Node {
    const operators = levels[level];
    if (!operators) return this.#signed(depth);
    // `not a == b` means `not (a == b)`.
    const { at } = this.#token;
    if (level === comparisons && this.#take('not')) {
      if (depth > depthMax) throw new Refused({ at, what: 'too-deep' });
      return this.#node({ kind: 'not', at, of: this.#binary(level, depth + 1) });
    }
    let left = this.#binary(level + 1, depth);
    for (;;) {
      const operator = operators.find((candidate) => this.#take(candidate));
      if (operator === undefined) return left;
      const right = this.#binary(level + 1, depth);
      left = this.#node({ kind: 'binary', at: left.at, operator, left, right });
      if (level === comparisons && operators.some((one) => this.#is(one))) {
        throw new Refused({ at: this.#token.at, what: 'comparison-chain' });
      }
    }
  }

  #signed(depth: number): Node {
    const { at } = this.#token;
    if (depth > depthMax) throw new Refused({ at, what: 'too-deep' });
    if (!this.#take('-')) return this.#primary(depth);
    return this.#node({ kind: 'negative', at, of: this.#signed(depth + 1) });
  }

  #primary(depth: number): Node {
    const token = this.#token;
    const { at } = token;
    this.#next += 1;
    switch (token.kind) {
      case 'number':
        return this.#node(token);
      case 'text':
        return this.#node({ kind: 'text', at, value: token.value });
      case 'name':
        return this.#named(token.value, at, depth);
      case 'mark':
        if (token.value === '(') {
          const inner = this.#expression(depth + 1);
          this.#need(')');
          return inner;
        }
        throw this.#unexpected(at);
      case 'end':
        throw this.#unexpected(at);
    }
  }

  #named(name: string, at: number, depth: number): Node {
    if (name === 'true' || name === 'false') {
      return this.#node({ kind: 'truth', at, value: name === 'true' });
    }
    if (words.has(name)) throw this.#unexpected(at);
    if (!this.#take('(')) return this.#node({ kind: 'input', at, name });
    const args: Node[] = [];
    if (!this.#take(')')) {
      do args.push(this.#expression(depth + 1));
      while (this.#take(','));
      this.#need(')');
    }
    return this.#node({ kind: 'call', at, name, args });
  }

  #node(node: Node): Node {
    this.#nodes += 1;
    if (this.#nodes > nodesMax) throw new Refused({ at: node.at, what: 'too-many-parts' });
    return node;
  }

  #is(word: string): boolean {
    const token = this.#token;
    return (token.kind === 'mark' || token.kind === 'name') && token.value === word;
  }

  #take(word: string): boolean {
    const is = this.#is(word);
    if (is) this.#next += 1;
    return is;
  }

  #need(word: string): void {
    if (!this.#take(word)) throw this.#unexpected(this.#token.at, word);
  }

  #unexpected(at: number, wanted?: string): Refused {
    const token = this.#tokens.find((candidate) => candidate.at === at);
    const found = token && 'value' in token ? String(token.value) : '';
    if (found === '')
      return new Refused({ at, what: 'ends-early', values: { wanted: wanted ?? '' } });
    if (wanted === undefined) return new Refused({ at, what: 'unexpected', values: { found } });
    return new Refused({ at, what: 'wanted', values: { found, wanted } });
  }
}
