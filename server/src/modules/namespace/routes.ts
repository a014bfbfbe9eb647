// The unified namespace over HTTP: topics with their last values, and how publishing goes.
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { enterpriseOr, ofEnterprise } from '../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { isoTime } from '../../wire/iso-time.ts';
import { readNamespaceRight } from './api.ts';
import type { Entry } from './directory.ts';
import type { Namespace } from './namespace.ts';

const topicSchema = Type.Object({
  /** In the form of UMH Core. */
  topic: Type.String(),
  /** The same in Sparkplug: `<group>/<edge node>/<device>/<metric>`; absent for what came over Sparkplug. */
  sparkplug: Type.Optional(Type.String()),
  signal: Type.String(),
  value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
  quality: oneOf(['bad', 'uncertain', 'good']),
  unit: Type.Optional(Type.String()),
  /** ISO 8601; absent before the first reading. */
  time: Type.Optional(Type.String()),
});

export const publisherStatus = Type.Object({
  form: oneOf(['umh', 'sparkplug']),
  connected: Type.Boolean(),
  /** Readings, or with Sparkplug messages. */
  published: Type.Integer(),
  waiting: Type.Integer(),
  /** Left out for newer ones while the broker was slow or away. */
  replaced: Type.Integer(),
  /** Of Sparkplug: how often the edge node was born. */
  births: Type.Optional(Type.Integer()),
  /** Of Sparkplug: writes by hosts, which this gateway does not carry out. */
  writesRefused: Type.Optional(Type.Integer()),
  trouble: Type.Optional(bilingualSchema),
});
export type PublisherStatus = Static<typeof publisherStatus>;

export const namespacePage = Type.Object({
  topics: Type.Array(topicSchema),
  publishers: Type.Array(publisherStatus),
  ...nextPage,
});
export type NamespacePage = Static<typeof namespacePage>;

const qualities = ['bad', 'uncertain', 'good'] as const;

export type NamespaceRouteOptions = {
  readonly namespace: Namespace;
  readonly ownEnterprise: string;
  readonly node: string;
};

export function namespaceRoutes(options: NamespaceRouteOptions): Route[] {
  const { namespace, ownEnterprise, node } = options;
  const enterpriseOf = enterpriseOr(ownEnterprise);
  const list = defineRoute({
    method: 'GET',
    path: '/api/namespace',
    operation: 'listNamespace',
    summary: {
      en: 'Topics of the unified namespace with their last values, and how publishing goes',
      zh: '统一命名空间的主题及其最新值，以及发布状态',
    },
    access: { right: readNamespaceRight, on: enterpriseOf },
    query: Type.Object({
      ...pageQuery(1_000),
      ...ofEnterprise,
      /** Only topics that begin with it. */
      below: Type.Optional(Type.String({ maxLength: 1_000 })),
    }),
    reply: namespacePage,
    handle: async (request) => {
      const enterprise = enterpriseOf(request);
      const { below } = request.query;
      const asked = { ...pageOf(request.query), ...(below === undefined ? {} : { below }) };
      const { entries, next } = namespace.directory.page(enterprise, asked);
      return {
        topics: entries.map((entry) => shown(entry, node)),
        publishers: publishersOf(namespace, enterprise),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  return [list];
}

function shown(entry: Entry, node: string): NamespacePage['topics'][number] {
  const { enterprise, signal, topic, device, value, quality, timeUs } = entry;
  const unit = signal.unitCode ?? signal.unit;
  return {
    ...{ topic, signal: signal.identifier },
    ...(device === undefined ? {} : { sparkplug: `${enterprise}/${node}/${device}/${signal.id}` }),
    value: typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    quality: qualities[quality],
    ...(unit === undefined ? {} : { unit }),
    ...(timeUs === undefined ? {} : { time: isoTime(timeUs) }),
  };
}

/** The numbers of the UMH form are those of all enterprises of this gateway; the topics are not. */
function publishersOf({ umh, edges }: Namespace, enterprise: string): PublisherStatus[] {
  const edge = edges.get(enterprise);
  return [
    ...(umh ? [{ form: 'umh' as const, ...figuresOf(umh) }] : []),
    ...(edge
      ? [
          {
            form: 'sparkplug' as const,
            ...figuresOf(edge),
            births: edge.births,
            writesRefused: edge.writesRefused,
          },
        ]
      : []),
  ];
}

type Figures = Pick<PublisherStatus, 'published' | 'waiting' | 'replaced'> & {
  readonly trouble: PublisherStatus['trouble'] | undefined;
};

function figuresOf({ published, waiting, replaced, trouble }: Figures) {
  return {
    ...{ connected: trouble === undefined, published, waiting, replaced },
    ...(trouble === undefined ? {} : { trouble }),
  };
}
