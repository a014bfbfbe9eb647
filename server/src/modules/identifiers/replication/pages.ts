// What a primary sends to its mirrors, in pages bounded by bytes.
import { Type, type Static } from '../../../kernel/schema/schema.ts';

/** A record; the value block in base64. */
const record = { handle: Type.String(), block: Type.String() };

export const changesPage = Type.Object({
  /** Names the life of the primary's store: positions of another mean nothing. */
  epoch: Type.String(),
  /** Of the newest change. */
  position: Type.Integer(),
  /** The log does not reach back so far: take a copy. */
  truncated: Type.Boolean(),
  changes: Type.Array(
    Type.Object({
      position: Type.Integer(),
      timeMs: Type.Number(),
      key: Type.String(),
      /** Absent for a removal, and where a later change replaced it. */
      record: Type.Optional(Type.Object(record)),
      removed: Type.Boolean(),
      endsStep: Type.Boolean(),
    }),
  ),
});
export type ChangesPage = Static<typeof changesPage>;

export const copyPage = Type.Object({
  epoch: Type.String(),
  /** When the page was read: changes behind it may be missing from it. */
  position: Type.Integer(),
  timeMs: Type.Number(),
  records: Type.Array(Type.Object({ key: Type.String(), ...record })),
  /** No more follow. */
  done: Type.Boolean(),
});
export type CopyPage = Static<typeof copyPage>;

export const digestPage = Type.Object({
  epoch: Type.String(),
  position: Type.Integer(),
  /** Records behind `after`, up to the last. */
  count: Type.Integer(),
  /** Key of the last; absent where there are none. */
  last: Type.Optional(Type.String()),
  /** SHA-256 over keys, handles and blocks, in hex. */
  digest: Type.String(),
  done: Type.Boolean(),
});
export type DigestPage = Static<typeof digestPage>;

export const mirrorPlace = Type.Object({
  description: Type.String({ maxLength: 200 }),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  tcpPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  udpPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Key record in base64. */
  publicKey: Type.String({ maxLength: 6_000 }),
  /** Where its HTTP interface is reached, to be asked whether it has taken over; may be empty. */
  url: Type.String({ maxLength: 300 }),
  /** How far it is. */
  position: Type.Integer({ minimum: 0 }),
  /** ISO 8601; told by one that became the primary. */
  promotedAt: Type.Optional(Type.String({ maxLength: 30, format: 'date-time' })),
});
export type MirrorPlace = Static<typeof mirrorPlace>;

export const replicationState = Type.Object({
  prefix: Type.String(),
  /** `replaced`: a mirror of it was promoted. */
  standing: Type.Union([Type.Literal('primary'), Type.Literal('mirror'), Type.Literal('replaced')]),
  epoch: Type.String(),
  position: Type.Integer(),
  /** ISO 8601; of a mirror that became the primary. */
  promotedAt: Type.Optional(Type.String()),
});
export type ReplicationState = Static<typeof replicationState>;

export const pageBytesMax = 4 * 1024 * 1024;
export const answerBytesMax = 16 * 1024 * 1024;
export const digestRecords = 5_000;
