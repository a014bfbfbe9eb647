// A HS_NAMESPACE value as a checked tree: how the handles behind a delimiter follow from the record
// before it (Handle.Net technical manual, chapter on template handles; reference §1.9). What does not
// mean anything is refused when it is read, not skipped when it is used.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { parseXml, type XmlElement } from '../xml/parse-xml.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { templateText, type TemplateText } from './template-text.ts';

export type Condition =
  | { readonly kind: 'equals'; readonly expression: string }
  | { readonly kind: 'matches'; readonly pattern: Pattern };

export type TemplateNode =
  | {
      readonly kind: 'value';
      readonly index: number | undefined;
      readonly type: TemplateText | undefined;
      readonly data: TemplateText | undefined;
    }
  | {
      readonly kind: 'if';
      /** The variable that is looked at. */
      readonly value: string;
      /** The name that the body knows it, or its groups, by. */
      readonly parameter: string;
      /** Without one the body is always taken, or never when negated. */
      readonly condition: Condition | undefined;
      readonly negated: boolean;
      readonly body: readonly TemplateNode[];
    }
  | { readonly kind: 'foreach'; readonly body: readonly TemplateNode[] }
  | { readonly kind: 'def'; readonly parameter: string; readonly body: readonly TemplateNode[] }
  | { readonly kind: 'notfound' };

type IfNode = Extract<TemplateNode, { kind: 'if' }>;

/** A template written here, or one that stands in a value of another record. */
export type Template =
  | { readonly kind: 'body'; readonly body: readonly TemplateNode[] }
  | { readonly kind: 'reference'; readonly handle: string; readonly index: number };

export type Namespace = {
  /** What stands between base and extension; undefined where nothing is templated. */
  readonly delimiter: string | undefined;
  readonly templates: readonly Template[];
};

export type NamespaceOutcome =
  | { readonly ok: true; readonly namespace: Namespace }
  | { readonly ok: false; readonly reason: Bilingual };

class NamespaceFault extends Error {
  readonly reason: Bilingual;
  constructor(reason: Bilingual) {
    super(reason.en);
    this.reason = reason;
  }
}

/** Reads `<namespace>…</namespace>`, or a bare `<template>` as a reference may lead to. */
export function parseNamespace(text: string): NamespaceOutcome {
  const xml = parseXml(text);
  if (!xml.ok) return xml;
  const { root } = xml;
  const found =
    root.tag === 'template' ? [root] : root.children.filter(({ tag }) => tag === 'template');
  try {
    const templates = found.map(templateOf);
    const delimiter = found[0]?.attributes['delimiter'];
    return { ok: true, namespace: { delimiter: delimiter || undefined, templates } };
  } catch (error) {
    if (error instanceof NamespaceFault) return { ok: false, reason: error.reason };
    throw error;
  }
}

function templateOf(element: XmlElement): Template {
  const { ref } = element.attributes;
  if (ref === undefined) return { kind: 'body', body: bodyOf(element, false) };
  const found = /^(\d{1,10}):(.+)$/.exec(ref);
  if (found === null) throw new NamespaceFault(faults.reference(ref));
  return { kind: 'reference', index: Number(found[1]), handle: found[2] ?? '' };
}

function bodyOf(element: XmlElement, inForeach: boolean): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  let before: IfNode | undefined;
  for (const child of element.children) {
    if (child.tag === 'if') {
      const first = ifOf(child, inForeach);
      nodes.push(first);
      before = first;
    } else if (child.tag === 'else') {
      if (before === undefined) throw new NamespaceFault(faults.elseAlone);
      const other: IfNode = { ...before, negated: !before.negated, body: bodyOf(child, inForeach) };
      nodes.push(other);
      before = other;
    } else nodes.push(otherOf(child, inForeach));
  }
  return nodes;
}

function otherOf(element: XmlElement, inForeach: boolean): TemplateNode {
  if (element.tag === 'value') return valueOf(element);
  if (element.tag === 'notfound') return { kind: 'notfound' };
  if (element.tag === 'foreach') {
    if (inForeach) throw new NamespaceFault(faults.foreachTwice);
    return { kind: 'foreach', body: bodyOf(element, true) };
  }
  const { parameter } = element.attributes;
  if (element.tag === 'def' && parameter !== undefined) {
    return { kind: 'def', parameter, body: bodyOf(element, inForeach) };
  }
  throw new NamespaceFault(faults.element(element.tag));
}

function ifOf(element: XmlElement, inForeach: boolean): IfNode {
  const { value = 'extension', parameter = value, test, expression, negate } = element.attributes;
  const condition = conditionOf(test, expression);
  const body = bodyOf(element, inForeach);
  return { kind: 'if', value, parameter, condition, negated: negate === 'true', body };
}

function conditionOf(
  test: string | undefined,
  expression: string | undefined,
): Condition | undefined {
  if (test === undefined && expression === undefined) return undefined;
  if (expression === undefined) throw new NamespaceFault(faults.noExpression);
  if (test === undefined || test === 'equals') return { kind: 'equals', expression };
  if (test !== 'matches') throw new NamespaceFault(faults.test(test));
  const compiled = compilePattern(expression, { ignoreCase: true });
  if (compiled.ok) return { kind: 'matches', pattern: compiled.pattern };
  throw new NamespaceFault(faults.pattern(expression, compiled.reason));
}

const indexMax = 0x7fff_ffff;

function valueOf(element: XmlElement): TemplateNode {
  const { index, type, data } = element.attributes;
  if (
    index !== undefined &&
    !(/^\d{1,10}$/.test(index) && Number(index) >= 1 && Number(index) <= indexMax)
  ) {
    throw new NamespaceFault(faults.index(index));
  }
  const content = data ?? contentOf(element);
  return {
    kind: 'value',
    index: index === undefined ? undefined : Number(index),
    type: type === undefined ? undefined : templateText(type),
    data: content === undefined ? undefined : templateText(content),
  };
}

/** Text inside a value is its data; so are elements, as XML. */
function contentOf({ text, children }: XmlElement): string | undefined {
  if (text.trim() !== '') return text.trim();
  return children.length === 0 ? undefined : children.map(xmlOf).join('');
}

function xmlOf({ tag, attributes, children, text }: XmlElement): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const inside = escaped(text.trim()) + children.map(xmlOf).join('');
  return inside === ''
    ? `<${tag}${given.join('')}/>`
    : `<${tag}${given.join('')}>${inside}</${tag}>`;
}

function escaped(text: string): string {
  const references: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => references[character] ?? character);
}

const faults = {
  reference: (ref: string): Bilingual => ({
    en: `the reference "${ref.slice(0, 80)}" is not of the form index:handle`,
    zh: `引用“${ref.slice(0, 80)}”不符合“索引:标识”的形式`,
  }),
  element: (tag: string): Bilingual => ({
    en: `<${tag.slice(0, 40)}> is not an element of a template, or lacks an attribute`,
    zh: `<${tag.slice(0, 40)}> 不是模板元素，或缺少属性`,
  }),
  test: (test: string): Bilingual => ({
    en: `the test "${test.slice(0, 40)}" is neither "equals" nor "matches"`,
    zh: `test“${test.slice(0, 40)}”既不是 equals 也不是 matches`,
  }),
  index: (index: string): Bilingual => ({
    en: `the index "${index.slice(0, 40)}" is not a whole number from 1 to ${indexMax}`,
    zh: `索引“${index.slice(0, 40)}”不是 1 至 ${indexMax} 的整数`,
  }),
  pattern: (expression: string, reason: Bilingual): Bilingual => ({
    en: `the expression "${expression.slice(0, 80)}" cannot be used: ${reason.en}`,
    zh: `表达式“${expression.slice(0, 80)}”不可用：${reason.zh}`,
  }),
  elseAlone: { en: '<else> stands without an <if> before it', zh: '<else> 之前没有 <if>' },
  foreachTwice: { en: '<foreach> stands inside <foreach>', zh: '<foreach> 不能嵌套' },
  noExpression: { en: '<if> has a test but no expression', zh: '<if> 有 test 而没有 expression' },
} as const;
