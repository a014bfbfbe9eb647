// The OpenAPI 3.1 page, made from the routes themselves, so that it cannot be wrong about them.
import { bilingualSchema, Type, type TSchema } from '../schema/schema.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** The body of every reply that is not a success. */
export const failureSchema = Type.Object({
  code: Type.String(),
  kind: Type.String(),
  message: bilingualSchema,
  facts: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'What a program can use, e.g. the nodes asked before one did not answer',
    }),
  ),
});

export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (route.undocumented) continue;
    const path = route.path.replaceAll('+}', '}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jingwei 经纬',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Failure: failureSchema },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'jingwei_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(route: Route): Json {
  const type = route.stream ? 'text/event-stream' : 'application/json';
  return {
    operationId: route.operation,
    summary: route.summary.en,
    'x-summary-zh': route.summary.zh,
    'x-access': accessText(route),
    ...(route.access === 'public' ? {} : { security: [{ session: [] }, { token: [] }] }),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: bodyContent(route, route.body) } }
      : {}),
    responses: {
      200: { description: 'OK', content: { [type]: { schema: route.reply } } },
      ...Object.fromEntries(
        Object.entries(route.otherReplies ?? {}).map(([status, text]) => [
          status,
          { description: text.en, 'x-description-zh': text.zh },
        ]),
      ),
      default: {
        description: 'Failure',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

function bodyContent(route: Route, schema: TSchema): Json {
  const types = route.bodyTypes ?? ['application/json'];
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function parameters(place: 'path' | 'query', schema: TSchema | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, TSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: inner,
  }));
}

function accessText(route: Route): string {
  return typeof route.access === 'string' ? route.access : route.access.right.name;
}
