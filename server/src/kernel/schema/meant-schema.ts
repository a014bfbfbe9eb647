// Which of several shapes somebody meant, told by a tag that all of them have (`kind`): with it, a checker says what is
// wrong with that one, and not what each of the others would have wanted.
import type { TSchema } from 'typebox';
import type { SchemaError } from './problem-words.ts';

/** The parts of a JSON Schema that a choice can stand in or be made of. */
type Shape = {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape | readonly Shape[];
  readonly anyOf?: readonly Shape[];
};

export type PlacedError = SchemaError & { readonly instancePath: string };

/** More than anybody reads: a long list of what is none of them must not cost more than itself. */
const unknownMax = 8;

export type Meant = {
  /** Fits what the schema fits, for this value. */
  readonly schema: TSchema;
  /** Where a choice was made, and which: `/condition` and `kind limit`. */
  readonly chosen: ReadonlyMap<string, string>;
  /** Where none was made: the tag is absent or unknown. */
  readonly unknown: readonly PlacedError[];
};

export function meantOf(schema: TSchema, value: unknown): Meant {
  const chosen = new Map<string, string>();
  const unknown: PlacedError[] = [];
  const narrowed = narrow(schema, value, { path: '', chosen, unknown });
  return { schema: narrowed as TSchema, chosen, unknown };
}

type Walk = {
  readonly path: string;
  readonly chosen: Map<string, string>;
  readonly unknown: PlacedError[];
};

function narrow(shape: Shape, value: unknown, walk: Walk): Shape {
  if (!hasChoice(shape)) return shape;
  const { anyOf, properties, items } = shape;
  if (anyOf) return chooseOf(anyOf, value, walk) ?? shape;
  if (properties && isFields(value)) {
    const below = Object.entries(properties).map(([name, one]) => {
      const path = `${walk.path}/${name}`;
      return [name, Object.hasOwn(value, name) ? narrow(one, value[name], { ...walk, path }) : one];
    });
    return { ...shape, properties: Object.fromEntries(below) as Record<string, Shape> };
  }
  if (items && !isList(items) && Array.isArray(value)) {
    const each = value.map((one: unknown, at) =>
      narrow(items, one, { ...walk, path: `${walk.path}/${at}` }),
    );
    return { ...shape, prefixItems: each } as Shape;
  }
  return shape;
}

/** Undefined where the choice has no tag. */
function chooseOf(anyOf: readonly Shape[], value: unknown, walk: Walk): Shape | undefined {
  const tag = tagOf(anyOf);
  if (tag === undefined) return undefined;
  if (!isFields(value)) return { type: 'object' };
  const said = Object.hasOwn(value, tag) ? value[tag] : undefined;
  const wanted = anyOf.find(({ properties }) => properties?.[tag]?.const === said);
  if (wanted) {
    walk.chosen.set(walk.path, `${tag} ${String(said)}`);
    return narrow(wanted, value, walk);
  }
  const allowedValues = anyOf.map(({ properties }) => properties?.[tag]?.const);
  const instancePath = `${walk.path}/${tag}`;
  if (walk.unknown.length >= unknownMax) return {};
  walk.unknown.push({ keyword: 'enum', message: '', params: { allowedValues }, instancePath });
  return {};
}

/** A required property that says in each branch which one it is. */
function tagOf(anyOf: readonly Shape[]): string | undefined {
  const [first] = anyOf;
  return first?.required?.find((name) =>
    anyOf.every(
      ({ required, properties }) =>
        required?.includes(name) && typeof properties?.[name]?.const === 'string',
    ),
  );
}

const looked = new WeakMap<Shape, boolean>();

/** Most schemas have none, and are checked as they are. */
function hasChoice(shape: Shape): boolean {
  const known = looked.get(shape);
  if (known !== undefined) return known;
  looked.set(shape, false); // a schema may lie in itself
  const { anyOf = [], properties = {}, items = [] } = shape;
  const below = [...anyOf, ...Object.values(properties), ...(isList(items) ? items : [items])];
  const found = tagOf(anyOf) !== undefined || below.some((one) => hasChoice(one));
  looked.set(shape, found);
  return found;
}

function isList(items: Shape | readonly Shape[]): items is readonly Shape[] {
  return Array.isArray(items);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
