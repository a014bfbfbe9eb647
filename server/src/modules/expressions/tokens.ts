// The words of an expression. A number may carry its unit at once: `80Cel`, `5min`, `2.5'm/s'`.
import type { Trouble } from './syntax.ts';

export type Token = { readonly at: number } & (
  | { readonly kind: 'number'; readonly value: number; readonly unit?: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string }
  | { readonly kind: 'end' }
);

type Tokens = { ok: true; tokens: readonly Token[] } | { ok: false; trouble: Trouble };

const blank = /\s+|#[^\n]*/y;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![A-Za-z0-9_]))?/y;
const unit = /'([^'\n]{1,100})'|((?:[A-Za-z%]|\[[A-Za-z0-9_]+\])+)/y;
const text = /"((?:[^"\\\n]|\\["\\])*)"/y;
const name = /[A-Za-z_\p{Script=Han}][A-Za-z0-9_\p{Script=Han}]*/uy;
const mark = /==|!=|<=|>=|[-+*/<>(),]/y;

export function tokensOf(source: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    while (take(blank));
    const begun = at;
    if (at === source.length) return { ok: true, tokens: [...tokens, { kind: 'end', at }] };
    const digits = take(number);
    if (digits) {
      const own = take(unit);
      const code = own?.[1] ?? own?.[2];
      const value = Number(digits[0]);
      tokens.push({
        kind: 'number',
        at: begun,
        value,
        ...(code === undefined ? {} : { unit: code }),
      });
      continue;
    }
    const word = take(name)?.[0];
    const quoted = word === undefined ? take(text)?.[1] : undefined;
    const sign = word === undefined && quoted === undefined ? take(mark)?.[0] : undefined;
    if (word !== undefined) tokens.push({ kind: 'name', at: begun, value: word });
    else if (quoted !== undefined) {
      tokens.push({ kind: 'text', at: begun, value: quoted.replace(/\\(["\\])/g, '$1') });
    } else if (sign !== undefined) tokens.push({ kind: 'mark', at: begun, value: sign });
    else {
      const found = String.fromCodePoint(source.codePointAt(at) ?? 0);
      return { ok: false, trouble: { at, what: 'unknown-mark', values: { found } } };
    }
  }
}
