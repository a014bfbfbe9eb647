// i3X: what the server can, and its address space (guide, “Exploratory Methods”).
import { defineRoute, type Route, type RouteRequest } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import type { AddressSpace, Space } from './address-space.ts';
import { bulk, failed, found, missing, single, type Item } from './envelope.ts';
import {
  namespaces,
  relationshipTypes,
  shownObject,
  specVersion,
  type I3xObject,
  type Relationship,
} from './model/objects.ts';

const elementId = Type.String({ minLength: 1, maxLength: 4_096 });
export const elementIds = Type.Array(elementId, { minItems: 1, maxItems: 1_000 });
const flag = Type.Optional(Type.String({ maxLength: 5 }));

/** What all routes of i3X have in common. The interface has an OpenAPI page of its own, at its makers. */
export const common = {
  undocumented: true,
  access: 'signed-in',
  failed,
  reply: Type.Unknown(),
} as const;

export const at = (path: string): string => `/i3x/v1${path}`;

export function exploreRoutes(space: AddressSpace, program: { readonly version: string }): Route[] {
  return [
    infoRoute(program),
    defineRoute({
      ...common,
      ...{ method: 'GET', path: at('/namespaces'), operation: 'i3xNamespaces' },
      summary: { en: 'i3X: namespaces', zh: 'i3X：命名空间' },
      handle: (request) => single(request, namespaces),
    }),
    ...typeRoutes(space),
    ...relationshipRoutes(),
    ...objectRoutes(space),
  ];
}

function infoRoute(program: { readonly version: string }): Route {
  const capabilities = {
    query: { history: true },
    update: { current: false, history: false },
    subscribe: { stream: true },
  };
  return defineRoute({
    ...common,
    ...{ method: 'GET', path: at('/info'), operation: 'i3xInfo', access: 'public' },
    summary: { en: 'i3X: what this server can', zh: 'i3X：服务能力' },
    handle(request) {
      const serverVersion = program.version;
      return single(request, { specVersion, serverVersion, serverName: 'Jingwei', capabilities });
    },
  });
}

function typeRoutes(space: AddressSpace): Route[] {
  return [
    defineRoute({
      ...common,
      ...{ method: 'GET', path: at('/objecttypes'), operation: 'i3xObjectTypes' },
      summary: { en: 'i3X: object types', zh: 'i3X：对象类型' },
      query: Type.Object({ namespaceUri: Type.Optional(Type.String({ maxLength: 400 })) }),
      async handle(request) {
        const { types } = await space.of(request.principal);
        const { namespaceUri } = request.query;
        const all = [...types.values()];
        return single(
          request,
          namespaceUri === undefined ? all : all.filter((one) => one.namespaceUri === namespaceUri),
        );
      },
    }),
    defineRoute({
      ...common,
      ...{ method: 'POST', path: at('/objecttypes/query'), operation: 'i3xObjectTypesQuery' },
      summary: { en: 'i3X: object types by id', zh: 'i3X：按标识查询对象类型' },
      body: Type.Object({ elementIds }),
      async handle(request) {
        const { types } = await space.of(request.principal);
        return byId(request, (id) => {
          const type = types.get(id);
          return type ? found(type) : missing(id);
        });
      },
    }),
  ];
}

function relationshipRoutes(): Route[] {
  return [
    defineRoute({
      ...common,
      ...{ method: 'GET', path: at('/relationshiptypes'), operation: 'i3xRelationshipTypes' },
      summary: { en: 'i3X: kinds of relations', zh: 'i3X：关系类型' },
      query: Type.Object({ namespaceUri: Type.Optional(Type.String({ maxLength: 400 })) }),
      handle: (request) => {
        const { namespaceUri: wanted } = request.query;
        return single(
          request,
          relationshipTypes.filter((one) => wanted === undefined || one.namespaceUri === wanted),
        );
      },
    }),
    defineRoute({
      ...common,
      ...{ method: 'POST', path: at('/relationshiptypes/query') },
      operation: 'i3xRelationshipTypesQuery',
      summary: { en: 'i3X: kinds of relations by id', zh: 'i3X：按标识查询关系类型' },
      body: Type.Object({ elementIds }),
      handle: (request) =>
        byId(request, (id) => {
          const type = relationshipTypes.find((one) => one.elementId === id);
          return type ? found(type) : missing(id);
        }),
    }),
  ];
}

function objectRoutes(space: AddressSpace): Route[] {
  return [
    defineRoute({
      ...common,
      ...{ method: 'GET', path: at('/objects'), operation: 'i3xObjects' },
      summary: { en: 'i3X: objects', zh: 'i3X：对象' },
      query: Type.Object({
        typeElementId: Type.Optional(elementId),
        root: flag,
        includeMetadata: flag,
      }),
      async handle(request) {
        const own = await space.of(request.principal);
        const { typeElementId, root, includeMetadata } = request.query;
        const chosen = [...own.objects.values()].filter(
          (one) =>
            (typeElementId === undefined || one.typeElementId === typeElementId) &&
            (root !== 'true' || one.parentId === null),
        );
        const show = shownIn(own, includeMetadata === 'true');
        return single(request, chosen.map(show));
      },
    }),
    defineRoute({
      ...common,
      ...{ method: 'POST', path: at('/objects/list'), operation: 'i3xObjectsList' },
      summary: { en: 'i3X: objects by id', zh: 'i3X：按标识查询对象' },
      body: Type.Object({ elementIds, includeMetadata: Type.Optional(Type.Boolean()) }),
      async handle(request) {
        const own = await space.of(request.principal);
        const show = shownIn(own, request.body.includeMetadata === true);
        return byId(request, (id) => {
          const object = own.objects.get(id);
          return object ? found(show(object)) : missing(id);
        });
      },
    }),
    relatedRoute(space),
  ];
}

function relatedRoute(space: AddressSpace): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/objects/related'), operation: 'i3xObjectsRelated' },
    summary: { en: 'i3X: related objects', zh: 'i3X：关联对象' },
    body: Type.Object({
      elementIds,
      relationshipType: Type.Optional(Type.Union([elementId, Type.Null()])),
      includeMetadata: Type.Optional(Type.Boolean()),
    }),
    async handle(request) {
      const own = await space.of(request.principal);
      const { relationshipType: wanted = null, includeMetadata } = request.body;
      const show = shownIn(own, includeMetadata === true);
      return byId(request, (id) => {
        const object = own.objects.get(id);
        if (!object) return missing(id);
        const relations = Object.keys(object.related) as Relationship[];
        return found(
          relations
            .filter((relation) => wanted === null || relation === wanted)
            .flatMap((sourceRelationship) =>
              object.related[sourceRelationship].flatMap((otherId) => {
                const other = own.objects.get(otherId);
                return other ? [{ sourceRelationship, object: show(other) }] : [];
              }),
            ),
        );
      });
    },
  });
}

function shownIn({ types }: Space, withMetadata: boolean) {
  return (object: I3xObject) =>
    shownObject(object, withMetadata ? types.get(object.typeElementId) : undefined);
}

type ById = RouteRequest<undefined, undefined, { elementIds: string[] }>;

function byId(request: ById, itemFor: (id: string) => Item) {
  return bulk(
    request,
    request.body.elementIds.map((id) => ({ elementId: id, ...itemFor(id) })),
  );
}
