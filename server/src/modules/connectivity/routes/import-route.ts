// Tag lists of other programs over HTTP: first what would change, then the change.
import { enterpriseOr, ofEnterprise } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { changeSourcesRight } from '../api.ts';
import { importSources, type ImportTarget } from '../import/import-sources.ts';

const textCharactersMax = 32 * 1024 * 1024;

const importBody = Type.Object(
  {
    format: oneOf(['csv', 'kepware-json', 'ua-nodeset']),
    text: Type.String({ minLength: 1, maxLength: textCharactersMax }),
    source: Type.Optional(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 64 }),
          protocol: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          connection: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        },
        { additionalProperties: false },
      ),
    ),
    dryRun: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const importReply = Type.Object({
  applied: Type.Boolean(),
  sources: Type.Array(
    Type.Object({
      name: Type.String(),
      protocol: Type.String(),
      address: Type.String(),
      change: oneOf(['added', 'changed', 'same']),
      signals: Type.Object({
        added: Type.Integer(),
        changed: Type.Integer(),
        same: Type.Integer(),
        removed: Type.Integer(),
      }),
      changes: Type.Array(
        Type.Object({
          id: Type.String(),
          address: Type.String(),
          change: oneOf(['added', 'changed', 'removed']),
        }),
      ),
    }),
  ),
  notTaken: Type.Array(Type.Object({ place: Type.String(), why: bilingualSchema })),
});

export function importRoute(target: ImportTarget, ownEnterprise: string): Route {
  const enterpriseOf = enterpriseOr(ownEnterprise);
  return defineRoute({
    method: 'POST',
    path: '/api/sources/import',
    operation: 'importSources',
    summary: {
      en: 'Take the tag list of another program into sources',
      zh: '将其他软件的标签列表导入为数据源',
    },
    access: { right: changeSourcesRight, on: enterpriseOf },
    query: Type.Object(ofEnterprise),
    body: importBody,
    bodyBytesMax: textCharactersMax + 1024 * 1024,
    reply: importReply,
    handle: (request) => {
      const { dryRun = false, ...body } = request.body;
      return importSources(target, enterpriseOf(request), { ...body, dryRun });
    },
  });
}
