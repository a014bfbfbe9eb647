// What tells the three tiers of authority nodes apart: names, numbers and words, no code.
import { defineConfig, setting } from '../../../kernel/config/section.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { Type, type Static } from '../../../kernel/schema/schema.ts';

export type Tier = {
  /** The module's name, and the space of its store. */
  readonly name: string;
  readonly role: string;
  readonly title: Bilingual;
  /** Describes a node whose description is not set, before its prefix. */
  readonly label: string;
  /** True where nobody above could hold the naming record of its prefix. */
  readonly holdsOwnNaming: boolean;
  /** True where its site may have several servers: none of them needs the children of all. */
  readonly maySplit: boolean;
};

export const tiers = {
  root: {
    name: 'root-node',
    role: 'root',
    title: { en: 'root node', zh: '根节点' },
    label: 'root',
    holdsOwnNaming: true,
    maySplit: false,
  },
  top: {
    name: 'top-node',
    role: 'top',
    title: { en: 'top node', zh: '顶级节点' },
    label: 'top',
    holdsOwnNaming: true,
    maySplit: false,
  },
  secondLevel: {
    name: 'second-level-node',
    role: 'second-level',
    title: { en: 'second-level node', zh: '二级节点' },
    label: 'second-level',
    holdsOwnNaming: false,
    maySplit: false,
  },
  enterprise: {
    name: 'enterprise-node',
    role: 'enterprise',
    title: { en: 'enterprise node', zh: '企业节点' },
    label: 'enterprise',
    holdsOwnNaming: false,
    maySplit: true,
  },
} as const satisfies Record<string, Tier>;

/** How a node signs, whose keys it certifies, and who administers it. */
const trustSettings = {
  delegationKeys: setting.texts([], {
    en: 'Public keys of children that run elsewhere, each as prefix=FILE in PEM form, to be certified',
    zh: '在别处运行的下级节点的公钥（将为其签发证书），格式为 前缀=PEM 文件',
  }),
  signatureDays: setting.whole(
    7,
    { minimum: 0, maximum: 365 },
    {
      en: 'Days for which the signature of a record is good; 0: records are not signed',
      zh: '记录签名的有效天数；0 表示不签名',
    },
  ),
  certificateDays: setting.whole(
    90,
    { minimum: 1, maximum: 3_650 },
    {
      en: 'Days for which the certificates of its children are good; renewed at half of them',
      zh: '为下级节点签发的证书的有效天数；过半时自动续签',
    },
  ),
  adminKeyFile: setting.text('', {
    en: 'PEM file of the public key (RSA of at least 2048 bits, Ed25519 or SM2) that may administer its prefix over the wire; empty: nobody may',
    zh: '可经网络协议管理其前缀的公钥 PEM 文件（不少于 2048 位的 RSA、Ed25519 或 SM2）；留空则不允许任何人管理',
  }),
};

/** A site of several servers. */
const siteSettings = {
  siteServers: setting.texts([], {
    en: 'All servers of the site of an enterprise node in their order, this one too, each as host:port, the same at each of them; empty: this one alone',
    zh: '企业节点站点的全部服务器（含本机），按顺序列出，格式为 主机:端口，各服务器须一致；留空则仅本机一台',
  }),
  siteServer: setting.whole(
    1,
    { minimum: 1, maximum: 64 },
    {
      en: 'Which of siteServers this one is; the first tells the parent',
      zh: '本机为 siteServers 中的第几台；由第一台向上级节点报告',
    },
  ),
  hashOption: setting.oneOf(['whole', 'prefix', 'suffix'], 'whole', {
    en: 'Which part of an identifier decides which server of the site holds it',
    zh: '按标识的哪一部分决定由站点的哪台服务器持有',
  }),
};

/** Where a node asks for its prefix, and what it says of itself there. */
const parentSettings = {
  parent: setting.text('', {
    en: 'Where the parent node is asked for the prefix, e.g. https://parent:8640; empty: nobody is asked',
    zh: '向其申请前缀的上级节点地址，例如 https://parent:8640；留空则不申请',
  }),
  parentAuthorityFile: setting.text('', {
    en: "PEM file of the authority that vouches for the parent's certificate; empty: those that the machine trusts",
    zh: '为上级节点签发证书的机构的 PEM 文件；留空则使用本机信任的机构',
  }),
  invitation: setting.text(
    '',
    {
      en: 'The code that the operator of the parent gave; empty: the operator decides when asked',
      zh: '上级节点运维人员给出的邀请码；留空则由其审批',
    },
    { secret: true },
  ),
  organisation: setting.text('', {
    en: 'Who runs this node, for the operator of the parent',
    zh: '运营本节点的单位，供上级节点审核',
  }),
  contact: setting.text('', {
    en: 'How to reach them: mail or telephone',
    zh: '联系方式：邮箱或电话',
  }),
};

const limit = (description: Bilingual) =>
  setting.whole(0, { minimum: 0, maximum: 1_000_000_000 }, description);

/** What the keys of administrators may do over the wire. */
const keySettings = {
  loginLifeS: setting.whole(
    86_400,
    { minimum: 1, maximum: 31_536_000 },
    {
      en: 'Seconds that a login holds on its TCP connection',
      zh: '一次登录在其 TCP 连接上的有效时间（秒）',
    },
  ),
  keyRequestsPerDay: limit({
    en: 'Most administrative requests of one key a day (UTC); 0: no limit',
    zh: '单个密钥每日（UTC）管理请求数上限；0 表示不限',
  }),
  keyRegistrationsPerDay: limit({
    en: 'Most identifiers that one key may register over the wire a day (UTC); 0: no limit',
    zh: '单个密钥每日（UTC）经网络协议注册的标识数上限；0 表示不限',
  }),
  keyPrefixesPerDay: limit({
    en: 'Most prefixes under which one key may register over the wire a day (UTC); 0: no limit',
    zh: '单个密钥每日（UTC）可在其下注册标识的前缀数上限；0 表示不限',
  }),
};
const historyDays = setting.whole(
  365,
  { minimum: 0, maximum: 36_500 },
  {
    en: 'Days for which replaced and removed versions of a record can be asked for, at least 7; 0 keeps none',
    zh: '记录被替换或删除后旧版本可供查询的天数，不少于 7 天；0 表示不保留',
  },
);

/** Copies of a node. */
const replicationSettings = {
  mirrorOf: setting.text('', {
    en: 'The primary of which this node is a copy, e.g. https://primary:8640; empty: it is a primary itself',
    zh: '本节点所镜像的主节点地址，例如 https://primary:8640；留空表示本节点即主节点',
  }),
  mirrorAuthorityFile: setting.text('', {
    en: "PEM file of the authority that vouches for the primary's certificate; empty: those that the machine trusts",
    zh: '为主节点签发证书的机构的 PEM 文件；留空则使用本机信任的机构',
  }),
  mirrors: setting.texts([], {
    en: 'Fingerprints of the keys of nodes that may copy this one, secrets included; "node init" shows them',
    zh: '允许复制本节点（含秘密值）的节点密钥指纹；“node init”会显示',
  }),
};

const resolveWorkers = setting.whole(
  0,
  { minimum: 0, maximum: 64 },
  {
    en: 'Threads that answer plain questions over UDP beside the main one, e.g. the number of cores; Linux only, and not in a site of several servers',
    zh: '除主线程外应答 UDP 普通解析请求的线程数，例如 CPU 核数；仅限 Linux，多服务器站点不适用',
  },
);

/** The settings of an authority node. */
export function authorityConfig(
  name: string,
  title: Bilingual,
  defaults: { prefix: string; port: number },
) {
  return defineConfig(
    name,
    Type.Object({
      prefix: setting.text(defaults.prefix, {
        en: `Prefix for which the ${title.en} answers`,
        zh: `${title.zh}负责的前缀`,
      }),
      host: setting.text('127.0.0.1', {
        en: `Address on which the ${title.en} listens`,
        zh: `${title.zh}的监听地址`,
      }),
      publicHost: setting.text('', {
        en: 'IP address or name under which others reach it; empty: the listening address',
        zh: '其他节点访问它时使用的 IP 地址或主机名；留空则为监听地址',
      }),
      port: setting.port(defaults.port, {
        en: `Port of the ${title.en}, TCP and UDP; 0 picks a free one`,
        zh: `${title.zh}的端口（TCP 与 UDP）；0 表示自动选择`,
      }),
      description: setting.text('', {
        en: 'How its site describes itself; empty: tier and prefix',
        zh: '站点的自我描述；留空则为层级加前缀',
      }),
      delegations: setting.texts([], {
        en: 'Children that run elsewhere, each as prefix=host:port',
        zh: '在别处运行的下级节点，格式为 前缀=主机:端口',
      }),
      ...siteSettings,
      ...parentSettings,
      ...replicationSettings,
      ...trustSettings,
      namespaceFile: setting.text('', {
        en: 'XML file of the namespace (template handles) of its prefix; used while the record of the prefix holds no HS_NAMESPACE',
        zh: '其前缀命名空间（模板标识）的 XML 文件；仅当前缀记录中没有 HS_NAMESPACE 时使用',
      }),
      connectionsMax: setting.whole(
        10_000,
        { minimum: 1, maximum: 1_000_000 },
        { en: 'Most open TCP connections', zh: 'TCP 连接数上限' },
      ),
      historyDays,
      resolveWorkers,
      idleTimeoutS: setting.whole(
        120,
        { minimum: 1, maximum: 86_400 },
        { en: 'Seconds after which a silent connection is closed', zh: '空闲连接的关闭时间（秒）' },
      ),
      ...keySettings,
    }),
  );
}

export type AuthoritySettings = Static<ReturnType<typeof authorityConfig>['schema']>;
