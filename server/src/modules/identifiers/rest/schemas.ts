// The shapes of the Handle JSON API (reference §1.9), as the interface's page shows them. What a body holds
// in detail is read where it is used, which can say more about what does not fit.
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { limits } from '../../../wire/handle/handle.ts';

const flag = (description: string) =>
  Type.Optional(oneOf(['true', 'false', 'yes', 'no', '1', '0', ''], { description }));

const indexMax = 0x7fff_ffff;
const filters = {
  index: Type.Optional(
    Type.Array(Type.String({ pattern: '^[1-9][0-9]{0,9}$' }), {
      maxItems: limits.valuesPerHandleMax,
      description: 'Only values at these indexes',
    }),
  ),
  type: Type.Optional(
    Type.Array(Type.String({ maxLength: 256 }), {
      maxItems: 100,
      description: 'Only values of these types; one that ends in "." covers its sub-types',
    }),
  ),
};
const pretty = flag('Indented, for people');
const node = Type.Optional(
  Type.String({
    maxLength: limits.handleBytesMax,
    description:
      'Our own addition: the prefix of the node of this program that is meant, where several hold a record of the same name',
  }),
);

export const handleParams = Type.Object({
  handle: Type.String({ description: 'prefix/suffix', minLength: 1 }),
});

export const getQuery = Type.Object({
  ...filters,
  auth: flag('Ask the nodes themselves, not what is remembered'),
  publicOnly: flag(
    'What everybody may read; the default for nobody. With a login of the Handle system, values for administrators are shown where that is granted',
  ),
  pretty,
  callback: Type.Optional(Type.String({ description: 'JSONP: the name of the function to call' })),
  node,
});

export const resolutionQuery = Type.Object({
  ...filters,
  at: Type.Optional(
    Type.String({
      description:
        'What it was at this time: ISO 8601 with a zone, where the node that holds it runs',
    }),
  ),
  aliases: Type.Optional(
    Type.Boolean({ description: 'Go on to the handle that an HS_ALIAS value names' }),
  ),
  fresh: Type.Optional(Type.Boolean({ description: 'Ask the nodes even if the answer is known' })),
});

export const putQuery = Type.Object({
  index: Type.Optional(
    Type.Array(Type.String({ pattern: '^(various|[1-9][0-9]{0,9})$' }), {
      maxItems: limits.valuesPerHandleMax,
      description:
        'Only these values are written, others stay; `various` for whatever the body holds',
    }),
  ),
  overwrite: flag(
    'Replace what is there. Default: true with a login of the Handle system, as its servers do; false with our own',
  ),
  mintNewSuffix: flag('The node makes up the end of the identifier; the reply names it'),
  pretty,
  node,
});

export const deleteQuery = Type.Object({ index: filters.index, pretty, node });

const dataJson = Type.Union([
  Type.Object({ format: oneOf(['string', 'base64', 'hex']), value: Type.String() }),
  Type.Object({ format: oneOf(['admin', 'vlist', 'site', 'key']), value: Type.Unknown() }),
]);
const referenceJson = Type.Object({ handle: Type.String(), index: Type.Integer() });
const permissions = Type.Optional(
  Type.String({
    description:
      'Four digits: administrators read, write, everybody reads, writes; 1110 unless given, 1100 for HS_SECKEY',
  }),
);
const valueFields = {
  index: Type.Integer(),
  type: Type.String(),
  data: dataJson,
  permissions,
  timestamp: Type.String({ description: 'ISO 8601, UTC' }),
  references: Type.Optional(Type.Array(referenceJson)),
};

export const valueJson = Type.Object({
  ...valueFields,
  ttl: Type.Number({ description: 'Seconds' }),
});

export const handleRecord = Type.Object({
  responseCode: Type.Integer(),
  handle: Type.String(),
  values: Type.Array(
    Type.Object({
      ...valueFields,
      ttl: Type.Union([Type.Number(), Type.String()], {
        description: 'Seconds, or the moment when it expires (ISO 8601, UTC)',
      }),
    }),
  ),
});

/** Values of a registration that are plain texts. */
export const newTexts = Type.Object({
  values: Type.Array(
    Type.Object({
      index: Type.Integer(),
      type: Type.String(),
      data: Type.Object({ format: Type.Literal('string'), value: Type.String() }),
    }),
  ),
});

const newValues = Type.Array(
  Type.Unknown({
    description:
      'A value: index, type, data (a text, or format string, base64, hex, admin, vlist, site or key with its value), and where wanted permissions, ttl and references',
  }),
);
export const newRecord = Type.Union([
  Type.Object({
    handle: Type.Optional(Type.String({ description: 'The same as in the address' })),
    values: newValues,
  }),
  newValues,
  Type.Object({ index: Type.Unknown(), type: Type.Unknown(), data: Type.Unknown() }),
]);

export const changeReply = Type.Object({
  responseCode: Type.Integer(),
  handle: Type.String(),
  outcome: Type.Optional(
    Type.String({ description: 'With our own login: registered, unchanged or updated' }),
  ),
});

const page = {
  page: Type.Optional(Type.Integer({ minimum: -1, maximum: 1_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: -1, maximum: 1_000 })),
};

export const listQuery = Type.Object({
  prefix: Type.String({
    minLength: 1,
    description: 'A prefix, also as 0.NA/prefix, or the beginning of a handle',
  }),
  ...page,
  after: Type.Optional(Type.String({ description: 'The `next` of the page before' })),
  pretty,
});

export const listReply = Type.Object({
  responseCode: Type.Integer(),
  prefix: Type.String(),
  totalCount: Type.Integer(),
  page: Type.Optional(Type.Integer()),
  pageSize: Type.Optional(Type.Integer()),
  handles: Type.Array(Type.String()),
  next: Type.Optional(Type.String()),
});

export const prefixParams = Type.Object({
  prefix: Type.String({ minLength: 1, maxLength: 2_048 }),
});
export const prefixQuery = Type.Object({ pretty });

export const prefixesReply = Type.Object({
  responseCode: Type.Integer(),
  prefix: Type.Optional(Type.String()),
  totalCount: Type.Integer(),
  prefixes: Type.Array(Type.String()),
});

export const homingReply = Type.Object({ responseCode: Type.Integer(), handle: Type.String() });

export const siteQuery = Type.Object({ pretty, node });
export const siteReply = Type.Object({ responseCode: Type.Integer(), site: Type.Unknown() });

export const verificationParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 2_100, description: 'index:handle of a secret key' }),
});
const base64Text = (description: string) => Type.String({ maxLength: 16_384, description });
export const verificationQuery = Type.Object({
  index: Type.Optional(Type.Integer({ minimum: 1, maximum: indexMax })),
  nonce: base64Text('base64'),
  cnonce: base64Text('base64'),
  alg: Type.String({
    maxLength: 64,
    description: 'SHA1, SHA-256, HMAC-SHA256, PBKDF2-HMAC-SHA1 …',
  }),
  signature: base64Text('base64'),
  salt: Type.Optional(base64Text('base64, of a derived key')),
  iterations: Type.Optional(Type.String({ maxLength: 16 })),
  length: Type.Optional(Type.String({ maxLength: 16 })),
});
export const verificationReply = Type.Object({
  responseCode: Type.Integer(),
  isValid: Type.Boolean(),
});

export const sessionParams = Type.Object({
  session: Type.String({ maxLength: 100, description: '`this`, or the id of the session' }),
});
/** The fields of the header `Authorization: Handle`, for clients that cannot set one. */
export const sessionFields = Type.Record(Type.String({ maxLength: 32 }), Type.String());

export const sessionReply = Type.Object({
  responseCode: Type.Integer(),
  sessionId: Type.String(),
  nonce: Type.String({ description: 'base64; a login signs it with its own cnonce behind it' }),
  authenticated: Type.Boolean(),
  id: Type.Optional(Type.String({ description: 'index:handle of the key that logged in' })),
  serverAlg: Type.Optional(Type.String()),
  serverSignature: Type.Optional(
    Type.String({ description: 'Of nonce and cnonce by the node’s own key, base64' }),
  ),
});
