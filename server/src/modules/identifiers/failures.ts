// What can go wrong with identifiers, in the words of the person who meets it.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const identifiersFailures = defineFailures('identifiers', {
  malformed: {
    kind: 'invalid',
    message: {
      en: '"{handle}" is not a valid identifier: {reason}. Write it as prefix/suffix, for example 88.118.8/P-1.',
      zh: '“{handle}”不是有效的标识：{reason}。请写成“前缀/后缀”的形式，例如 88.118.8/P-1。',
    },
  },
  'too-long': {
    kind: 'invalid',
    message: {
      en: 'The identifier "{handle}" has {bytes} bytes; at most {bytesMax} can be registered. Choose a shorter suffix.',
      zh: '标识“{handle}”长 {bytes} 字节；最多可注册 {bytesMax} 字节。请使用更短的后缀。',
    },
  },
  'outside-prefix': {
    kind: 'invalid',
    message: {
      en: 'The identifier "{handle}" is not under {prefix}, the prefix of this enterprise node. Register it at the node of its own prefix.',
      zh: '标识“{handle}”不属于本企业节点的前缀 {prefix}。请在其所属前缀的节点上注册。',
    },
  },
  'no-values': {
    kind: 'invalid',
    message: {
      en: 'The registration of "{handle}" holds no value. Give at least one value with index, type and text.',
      zh: '标识“{handle}”的注册内容没有任何值。请至少提供一个包含索引、类型和文本的值。',
    },
  },
  'too-many-values': {
    kind: 'invalid',
    message: {
      en: 'The registration of "{handle}" holds {count} values; at most {countMax} fit into one record. Spread them over several identifiers.',
      zh: '标识“{handle}”的注册内容有 {count} 个值；一条记录最多容纳 {countMax} 个。请分散到多个标识。',
    },
  },
  'bad-index': {
    kind: 'invalid',
    message: {
      en: 'The index {index} of a value of "{handle}" is not allowed: it must be a whole number from 1 to 2147483647. Choose another index.',
      zh: '标识“{handle}”的值索引 {index} 不合法：必须是 1 至 2147483647 的整数。请更换索引。',
    },
  },
  'duplicate-index': {
    kind: 'invalid',
    message: {
      en: 'Two values of "{handle}" have the index {index} (100 is kept for HS_ADMIN). Give each value its own index.',
      zh: '标识“{handle}”有两个值使用索引 {index}（100 保留给 HS_ADMIN）。请为每个值使用不同的索引。',
    },
  },
  'bad-type': {
    kind: 'invalid',
    message: {
      en: 'The type "{type}" of value {index} of "{handle}" is not allowed: give 1 to {bytesMax} bytes without control characters.',
      zh: '标识“{handle}”的值 {index} 的类型“{type}”不合法：长度须为 1 至 {bytesMax} 字节且不含控制字符。',
    },
  },
  'record-too-large': {
    kind: 'invalid',
    message: {
      en: 'The record of "{handle}" would take {bytes} bytes; at most {bytesMax} fit into one answer. Keep large data elsewhere and register its address.',
      zh: '标识“{handle}”的记录将占 {bytes} 字节；一次应答最多容纳 {bytesMax} 字节。请将大数据存放在别处，只注册其地址。',
    },
  },
  'already-registered': {
    kind: 'conflict',
    message: {
      en: 'The identifier "{handle}" is already registered with other values. Choose another suffix, or overwrite it on purpose.',
      zh: '标识“{handle}”已注册且内容不同。请更换后缀，或明确选择覆盖。',
    },
  },
  'node-unreachable': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: 'The node "{node}" at {address} does not answer, so "{handle}" cannot be resolved. Check that this node is running and reachable. Path so far:\n{way}',
      zh: '节点“{node}”（{address}）没有应答，无法解析“{handle}”。请检查该节点是否在运行、网络是否可达。已走路径：\n{way}',
    },
  },
  'node-refused': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: 'The node "{node}" at {address} refused to answer for "{handle}" (response code {responseCode}). Ask its operator, or try again later. Path so far:\n{way}',
      zh: '节点“{node}”（{address}）拒绝解析“{handle}”（响应码 {responseCode}）。请联系其运营者或稍后重试。已走路径：\n{way}',
    },
  },
  'referral-loop': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: 'The nodes refer "{handle}" to each other without end: "{node}" refers to {prefix}. Check the delegations of these nodes. Path so far:\n{way}',
      zh: '各节点对“{handle}”相互转介，无法到达终点：“{node}”转向 {prefix}。请检查这些节点的委托配置。已走路径：\n{way}',
    },
  },
  'unusable-site': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: 'The node "{node}" refers "{handle}" to {prefix} at {address}, which is {reason} and is not asked. Its operator must correct the site of {prefix}. Path so far:\n{way}',
      zh: '节点“{node}”将“{handle}”转向 {prefix}，其地址 {address}（{reason}）不可询问。请由其运营者更正 {prefix} 的站点信息。已走路径：\n{way}',
    },
  },
  'walk-too-long': {
    kind: 'timeout',
    facts: ['path'],
    message: {
      en: 'The nodes on the way to "{handle}" answer too slowly: the time for one walk (recursiveNode.walkTimeoutMs) is over. Try again later, or look which node is slow. Path so far:\n{way}',
      zh: '通往“{handle}”的各节点应答过慢：单次解析的时限（recursiveNode.walkTimeoutMs）已到。请稍后重试，或检查哪个节点缓慢。已走路径：\n{way}',
    },
  },
  'signature-refused': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: 'The record of "{handle}" that the node "{node}" at {address} gave is not believed: {reason}. Ask the owner of the prefix to sign it anew; somebody on the way may also have changed it. Path so far:\n{way}',
      zh: '节点“{node}”（{address}）给出的“{handle}”记录不可信：{reason}。请联系前缀所有者重新签名；记录也可能在途中被篡改。已走路径：\n{way}',
    },
  },
  'not-responsible': {
    kind: 'missing',
    facts: ['path'],
    message: {
      en: 'No node is responsible for "{handle}": "{node}" declined. Check that it is written prefix/suffix, like 88.118.8/P-1, and the prefix letter by letter; a root that knows other prefixes is added in recursiveNode.roots.',
      zh: '没有节点负责“{handle}”：“{node}”拒绝受理。请确认写成“前缀/后缀”的形式（如 88.118.8/P-1），并逐字核对前缀；若前缀属于其他根节点，请在 recursiveNode.roots 中加入该节点。',
    },
  },
  'too-busy': {
    kind: 'exhausted',
    message: {
      en: 'The recursive node is already working on {limit} questions. Try again in a moment.',
      zh: '递归节点正在处理 {limit} 个问题，已达上限。请稍后重试。',
    },
  },
  'too-many-questions': {
    kind: 'exhausted',
    message: {
      en: 'Too many questions come from {client}. Ask more slowly; the operator of this recursive node can raise recursiveNode.clientRate or exempt the address.',
      zh: '来自 {client} 的查询过多。请降低查询频率；本递归节点的运营者可调高 recursiveNode.clientRate 或豁免该地址。',
    },
  },
  'no-root': {
    kind: 'invalid',
    message: {
      en: 'The recursive node does not know where to begin. Set recursiveNode.roots to "host:port" of a top node, or run the top role in this process.',
      zh: '递归节点不知道从哪里开始。请将 recursiveNode.roots 设为顶级节点的“主机:端口”，或在本进程中启用 top 角色。',
    },
  },
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The setting {setting} holds "{text}", which is not of the form {form}.',
      zh: '设置项 {setting} 的值“{text}”不符合 {form} 的形式。',
    },
  },
  'bad-admin-key': {
    kind: 'invalid',
    message: {
      en: 'The setting {setting} names "{file}", which holds no public key that can administer identifiers. Put the PUBLIC part of an RSA key of 2048 to 8192 bits, or of an Ed25519 or SM2 key, there in PEM form (openssl pkey -in KEY -pubout).',
      zh: '设置项 {setting} 指向的“{file}”中没有可用于管理标识的公钥。请放入 RSA（2048 至 8192 位）、Ed25519 或 SM2 密钥的公钥部分，PEM 格式（openssl pkey -in KEY -pubout）。',
    },
  },
  'bad-node-key': {
    kind: 'invalid',
    message: {
      en: 'The key of the node, "{file}", is no RSA private key in PEM form. Put the right key back; if it is lost, remove the file, and a new key is made at the next start, which the parent must be told.',
      zh: '节点密钥文件“{file}”不是 PEM 格式的 RSA 私钥。请恢复正确的密钥；若已丢失，请删除该文件，下次启动时会生成新密钥，并须告知上级节点。',
    },
  },
  'bad-authority-file': {
    kind: 'invalid',
    message: {
      en: 'The setting {setting} names "{file}", which holds no certificate in PEM form. Put the certificate of the authority that vouches for the parent there.',
      zh: '设置项 {setting} 指向的“{file}”中没有 PEM 格式的证书。请放入为上级节点签发证书的机构的根证书。',
    },
  },
  'bad-answer': {
    kind: 'invalid',
    message: {
      en: '{flag} will not do: {fault}.',
      zh: '参数 {flag} 不可用：{fault}。',
    },
  },
  'folder-in-use': {
    kind: 'conflict',
    message: {
      en: 'The folder {folder} holds a node already: {file} is there. Choose another with --data, or change the settings in that file.',
      zh: '文件夹 {folder} 中已有节点：存在 {file}。请用 --data 另选文件夹，或直接修改该文件中的设置。',
    },
  },
  'bad-proof': {
    kind: 'invalid',
    message: {
      en: 'The request for the prefix {prefix} is not signed by the key that it names, which must be an RSA key. Ask again from the node itself.',
      zh: '对前缀 {prefix} 的申请未由其所列密钥签名，或该密钥不是 RSA 密钥。请从该节点自身重新申请。',
    },
  },
  'clocks-differ': {
    kind: 'invalid',
    message: {
      en: 'The clocks of the two nodes differ by more than five minutes: there it is {there}, here {here}. Set the clocks right (NTP) and ask again.',
      zh: '两个节点的时钟相差超过五分钟：对方为 {there}，本节点为 {here}。请校准时钟（NTP）后重新申请。',
    },
  },
  'prefix-held': {
    kind: 'conflict',
    message: {
      en: 'The prefix {prefix} is held by a node with another key. If that node lost its key, its parent must give an invitation for the prefix.',
      zh: '前缀 {prefix} 已由持有另一密钥的节点占用。若该节点遗失了密钥，须由上级节点为该前缀发出邀请码。',
    },
  },
  'desk-full': {
    kind: 'exhausted',
    message: {
      en: 'Too many requests for prefixes wait for a decision already. Ask later, or ask the operator of the parent node for an invitation.',
      zh: '等待审批的前缀申请已过多。请稍后再试，或向上级节点的运维人员索取邀请码。',
    },
  },
  'no-such-request': {
    kind: 'missing',
    message: {
      en: 'No single request for the prefix {prefix} fits: {count} do. List them with "jingwei node requests"; where several ask, name the key of one with --key.',
      zh: '前缀 {prefix} 符合条件的申请有 {count} 个，需要恰好一个。请用“jingwei node requests”查看；有多个申请时用 --key 指明密钥。',
    },
  },
  'parent-unreachable': {
    kind: 'unavailable',
    message: {
      en: 'The parent node at {parent} does not answer: {reason}. Check the address, and that the parent runs and its HTTP port is open.',
      zh: '上级节点 {parent} 没有应答：{reason}。请检查地址，以及上级节点是否在运行、其 HTTP 端口是否开放。',
    },
  },
  'parent-not-trusted': {
    kind: 'unavailable',
    message: {
      en: 'The parent node at {parent} is not believed: {reason}. Its operator gives the root certificate with "jingwei ca export"; name that file, or its fingerprint, as --parent-authority, or the file in the setting parentAuthorityFile.',
      zh: '上级节点 {parent} 不可信：{reason}。请由其运维人员用“jingwei ca export”导出根证书，并以 --parent-authority（文件或指纹）或设置项 parentAuthorityFile（文件）指定。',
    },
  },
  'other-authority': {
    kind: 'invalid',
    message: {
      en: 'The authority of the parent at {parent} has the fingerprint {found}, and not {expected}. Compare it with its operator ("jingwei ca show"); somebody on the way may have put another one there.',
      zh: '上级节点 {parent} 的证书机构指纹为 {found}，与给出的 {expected} 不符。请与其运维人员核对（“jingwei ca show”）；证书可能在途中被替换。',
    },
  },
  'bad-namespace-file': {
    kind: 'invalid',
    message: {
      en: 'The setting {setting} names "{file}", which is no namespace: {reason}. Put a <namespace> with a <template> there, or take the setting away.',
      zh: '设置项 {setting} 指向的“{file}”不是命名空间：{reason}。请放入含有 <template> 的 <namespace>，或去掉该设置。',
    },
  },
  'alias-loop': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: '"{handle}" is another name (HS_ALIAS) that leads back to itself: {chain}. Its owner must correct one of these records; the record itself is shown when aliases are not followed.',
      zh: '“{handle}”的别名（HS_ALIAS）又指回自身：{chain}。须由其所有者更正其中一条记录；不跟随别名即可查看该记录本身。',
    },
  },
  'alias-chain-too-long': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: '"{handle}" leads over more than {hopsMax} other names (HS_ALIAS): {chain}. Its owner should let it name the last one directly; the record itself is shown when aliases are not followed.',
      zh: '“{handle}”经过超过 {hopsMax} 个别名（HS_ALIAS）：{chain}。请其所有者直接指向最后一个名称；不跟随别名即可查看该记录本身。',
    },
  },
  'bad-alias': {
    kind: 'unavailable',
    facts: ['path'],
    message: {
      en: '"{handle}" is said to be another name (HS_ALIAS) of "{alias}", which is not a valid identifier. Its owner must correct the record; the record itself is shown when aliases are not followed.',
      zh: '“{handle}”的别名（HS_ALIAS）指向“{alias}”，而后者不是有效的标识。须由其所有者更正该记录；不跟随别名即可查看该记录本身。',
    },
  },
  'not-certified': {
    kind: 'unavailable',
    message: {
      en: 'The record of "{handle}" was asked for with a verified signature (cert), and this node cannot vouch for one: {reason}. Ask without cert, or ask a node that verifies.',
      zh: '请求要求“{handle}”的记录带有已验证的签名（cert），但本节点无法证实：{reason}。请去掉 cert，或询问能够验证签名的节点。',
    },
  },
  'bad-parameter': {
    kind: 'invalid',
    message: {
      en: 'The parameter {name}={text} cannot be used: {reason}. Correct the address.',
      zh: '参数 {name}={text} 不可用：{reason}。请更正地址。',
    },
  },
  'not-acceptable': {
    kind: 'invalid',
    message: {
      en: 'The record of "{handle}" cannot be shown as {asked}. It can be had as {offered}.',
      zh: '“{handle}”的记录不能以 {asked} 的形式提供。可用的形式：{offered}。',
    },
  },
  'other-server': {
    kind: 'conflict',
    facts: ['address'],
    message: {
      en: 'The identifier "{handle}" is held by another server of this site, at {address}: nothing was changed here. Send it there.',
      zh: '标识“{handle}”由本站点的另一台服务器（{address}）持有，此处未作任何更改。请发送至该服务器。',
    },
  },
  'bad-site-servers': {
    kind: 'invalid',
    message: {
      en: 'The setting {setting} cannot be used: {reason}. List all servers of the site in the same order at each of them, as host:port.',
      zh: '设置项 {setting} 无法使用：{reason}。请在每台服务器上以相同顺序列出站点的全部服务器（主机:端口）。',
    },
  },
  'not-a-child': {
    kind: 'invalid',
    message: {
      en: 'The prefix {prefix} cannot be delegated by {parent}: it is not derived from it. Check the prefixes of both nodes.',
      zh: '{parent} 不能委托前缀 {prefix}：后者不是由前者派生的。请检查两个节点的前缀设置。',
    },
  },
  'no-address': {
    kind: 'invalid',
    message: {
      en: 'The site of {prefix} cannot be described: "{host}" is neither an IP address nor a host name.',
      zh: '无法描述 {prefix} 的站点：“{host}”既不是 IP 地址也不是主机名。',
    },
  },
  'bad-json': {
    kind: 'invalid',
    message: {
      en: 'The body cannot be used: at {at}, {reason}. Nothing was changed.',
      zh: '请求内容无法使用：{at} 处，{reason}。未作任何更改。',
    },
  },
  'bad-time': {
    kind: 'invalid',
    message: {
      en: '"{time}" is no point in time. Write it in ISO 8601, like 2026-11-22T08:00:00+08:00; on the command line 2026-11-22 08:00 will do.',
      zh: '“{time}”不是有效的时间。请按 ISO 8601 书写，如 2026-11-22T08:00:00+08:00；命令行中也可写 2026-11-22 08:00。',
    },
  },
  'no-zone': {
    kind: 'invalid',
    message: {
      en: 'The time "{time}" names no time zone. Put one behind it: Z for UTC, or +08:00.',
      zh: '时间“{time}”没有时区。请在其后注明：Z 表示 UTC，或 +08:00。',
    },
  },
  future: {
    kind: 'invalid',
    message: {
      en: 'The time {time} lies in the future of this node. Give a time that has passed, or none for the present.',
      zh: '时间 {time} 晚于本节点的当前时间。请给出已经过去的时间，查询现状则不必给出。',
    },
  },
  'history-unknown': {
    kind: 'missing',
    message: {
      en: 'What "{handle}" was at {time} is not known: the history of this node reaches back to {from}. How long it is kept is the setting historyDays.',
      zh: '无法得知“{handle}”在 {time} 的内容：本节点的历史记录始于 {from}。保留天数由设置项 historyDays 决定。',
    },
  },
  'history-not-here': {
    kind: 'missing',
    message: {
      en: 'No node of this process holds "{handle}", and its past is known only where it is held. Ask the process that runs the node of its prefix.',
      zh: '本进程的节点都不持有“{handle}”，而历史只保存在持有它的节点上。请向运行其前缀节点的进程查询。',
    },
  },
  'not-here': {
    kind: 'missing',
    message: {
      en: 'None of the nodes of this process holds the prefix {prefix}, so its identifiers cannot be listed here. Ask the node of that prefix.',
      zh: '本进程的节点都不持有前缀 {prefix}，无法在此列出其标识。请向该前缀的节点查询。',
    },
  },
});
