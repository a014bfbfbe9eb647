// The expressions of edge rules as trees. `at` is where a part begins in the text, for messages.

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/';

export type Node = { readonly at: number } & (
  | { readonly kind: 'number'; readonly value: number; readonly unit?: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'negative' | 'not'; readonly of: Node }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'choice';
      readonly condition: Node;
      readonly yes: Node;
      readonly no: Node;
    }
);

/** What is wrong with an expression; the words are in `troubles.ts`. */
export type Trouble = {
  readonly at: number;
  readonly what: string;
  readonly values?: Readonly<Record<string, string | number>>;
};

/** `when`: the result is told only while this holds. */
export type Parsed = { ok: true; node: Node; when?: Node } | { ok: false; trouble: Trouble };

export const expressionCharactersMax = 4_000;
export const nodesMax = 500;
export const depthMax = 50;
