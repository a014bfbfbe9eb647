// Why an OPC UA server is not read; each names the server, what it said and the remedy.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const opcUaFailures = defineFailures('opc-ua', {
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} has the address {address}, which is no NodeId. Write it like nsu=http://example.org/line;s=Speed, ns=2;s=Speed or i=2258; element=3; before it takes one element of an array.',
      zh: '{name} 的测点 {id} 的地址 {address} 不是 NodeId。请写成 nsu=http://example.org/line;s=Speed、ns=2;s=Speed 或 i=2258；前面加 element=3; 表示取数组的一个元素。',
    },
  },
  'bad-place': {
    kind: 'invalid',
    message: {
      en: 'The node {address} is no NodeId. Write it like nsu=http://example.org/line;s=Press or i=85.',
      zh: '节点 {address} 不是 NodeId。请写成 nsu=http://example.org/line;s=Press 或 i=85。',
    },
  },
  'no-namespace': {
    kind: 'missing',
    message: {
      en: 'The server {where} does not have the namespace of {address}. It has: {namespaces}. Correct the address.',
      zh: '服务器 {where} 没有 {address} 所属的命名空间。现有：{namespaces}。请更正地址。',
    },
  },
  'no-answer': {
    kind: 'unavailable',
    message: {
      en: '{where} takes connections, but does not answer as an OPC UA server: {reason}. Check the port (usually 4840) and the path, and that the server is running.',
      zh: '{where} 接受连接，但没有按 OPC UA 服务器应答：{reason}。请检查端口（通常为 4840）和路径，并确认服务器正在运行。',
    },
  },
  'too-slow': {
    kind: 'timeout',
    message: {
      en: 'The server {where} did not answer in time when asked for {what}. Check that it is not overloaded and that the network is not losing messages.',
      zh: '服务器 {where} 未能及时应答{what}请求。请检查其是否过载，以及网络是否丢包。',
    },
  },
  'no-endpoint': {
    kind: 'unsupported',
    message: {
      en: 'The server {where} does not offer {wanted}. It offers: {offered}. Choose one of these, or switch the wanted one on at the server.',
      zh: '服务器 {where} 不提供 {wanted}。可用：{offered}。请从中选择，或在服务器上启用所需的安全方式。',
    },
  },
  'unknown-server': {
    kind: 'unauthenticated',
    message: {
      en: 'The server {where} shows a certificate that is not trusted: {subject}, SHA-256 {fingerprint}, valid {from} to {until}. Compare the fingerprint with the one shown at the server; if it is the same, trust it: `npm run jingwei -- source trust {name} --fingerprint {fingerprint}`.',
      zh: '服务器 {where} 出示的证书尚未受信任：{subject}，SHA-256 {fingerprint}，有效期 {from} 至 {until}。请与服务器上显示的指纹核对；一致则信任它：`npm run jingwei -- source trust {name} --fingerprint {fingerprint}`。',
    },
    facts: ['subject', 'fingerprint', 'from', 'until'],
  },
  'certificate-expired': {
    kind: 'unauthenticated',
    message: {
      en: 'The certificate of the server {where} ({subject}) expired on {until}; it is now {now}. Renew it at the server, or set allowExpired for this source.',
      zh: '服务器 {where} 的证书（{subject}）已于 {until} 过期，当前时间 {now}。请在服务器上更新证书，或为该数据源设置 allowExpired。',
    },
  },
  'certificate-not-yet': {
    kind: 'unauthenticated',
    message: {
      en: 'The certificate of the server {where} ({subject}) is valid only from {from}, and by the clock of this gateway it is {now}. One of the two clocks is wrong: set the one of the gateway, or the one of the server and make its certificate anew.',
      zh: '服务器 {where} 的证书（{subject}）自 {from} 起才有效，而本网关的时钟为 {now}。两者之一的时钟有误：请校准网关时钟，或校准服务器时钟并重新生成其证书。',
    },
  },
  'certificate-host': {
    kind: 'unauthenticated',
    message: {
      en: 'The certificate of the server {where} is for {names}, not for {host}. Connect by one of these names, make the certificate anew with this one, or set allowOtherHost for this source.',
      zh: '服务器 {where} 的证书适用于 {names}，而非 {host}。请改用其中的名称连接，重新生成包含该名称的证书，或为该数据源设置 allowOtherHost。',
    },
  },
  'certificate-unreadable': {
    kind: 'unauthenticated',
    message: {
      en: 'The certificate of the server {where} cannot be read: {reason}. Make it anew at the server.',
      zh: '无法读取服务器 {where} 的证书：{reason}。请在服务器上重新生成。',
    },
  },
  'gateway-not-trusted': {
    kind: 'forbidden',
    message: {
      en: 'The server {where} refuses the certificate of this gateway ({status}). Trust it at the server: {subject}, SHA-1 {thumbprint}, SHA-256 {fingerprint}; the file is {file}.',
      zh: '服务器 {where} 拒绝本网关的证书（{status}）。请在服务器上信任它：{subject}，SHA-1 {thumbprint}，SHA-256 {fingerprint}；文件为 {file}。',
    },
  },
  'gateway-certificate': {
    kind: 'invalid',
    message: {
      en: 'The certificate of this gateway cannot be used: {reason}. Remove {file} and its key beside it; a new one is made, which servers must trust again.',
      zh: '本网关的证书无法使用：{reason}。请删除 {file} 及其旁边的密钥文件；系统会生成新证书，需在各服务器上重新信任。',
    },
  },
  'clocks-differ': {
    kind: 'invalid',
    message: {
      en: 'The server {where} refuses messages because its clock and that of this gateway differ too much ({status}); here it is {now}. Set both by the same time server.',
      zh: '服务器 {where} 因与本网关时钟相差过大而拒绝消息（{status}）；本机时间 {now}。请用同一时间服务器校准两者。',
    },
  },
  'login-refused': {
    kind: 'unauthenticated',
    message: {
      en: 'The server {where} does not let {user} in ({status}). Check user name and password, and that the account may read.',
      zh: '服务器 {where} 拒绝 {user} 登录（{status}）。请检查用户名和密码，以及该账户是否有读取权限。',
    },
  },
  'login-kind': {
    kind: 'unsupported',
    message: {
      en: 'The server {where} does not take {user} as a login; it takes: {accepted}. Fill in what it takes, or allow this kind at the server.',
      zh: '服务器 {where} 不接受以 {user} 方式登录；可用方式：{accepted}。请按其要求填写，或在服务器上允许该方式。',
    },
  },
  'password-in-clear': {
    kind: 'invalid',
    message: {
      en: 'The password for {where} would travel unprotected, to a server that has not proved who it is. Choose security mode sign-and-encrypt, or set allowPlainPassword for this source.',
      zh: '{where} 的密码将在未受保护的情况下发送给未经验证的服务器。请选择安全模式 sign-and-encrypt，或为该数据源设置 allowPlainPassword。',
    },
  },
  'user-certificate': {
    kind: 'invalid',
    message: {
      en: 'The user certificate for {where} cannot be used: {reason}. Give certificate and private key as PEM; they must belong together.',
      zh: '{where} 的用户证书无法使用：{reason}。请以 PEM 格式提供互相匹配的证书和私钥。',
    },
  },
  'too-many-sessions': {
    kind: 'exhausted',
    message: {
      en: 'The server {where} has no room for another session ({status}). Close other clients, or raise its limit.',
      zh: '服务器 {where} 已无可用会话（{status}）。请关闭其他客户端，或提高其上限。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The server {where} refused {what}: {status}. {advice}',
      zh: '服务器 {where} 拒绝了{what}：{status}。{advice}',
    },
  },
  'too-many-nodes': {
    kind: 'exhausted',
    message: {
      en: 'Below {address} the server {where} has more than {count} variables. Choose a node further down, or raise belowMax.',
      zh: '服务器 {where} 的 {address} 以下超过 {count} 个变量。请选择更下层的节点，或提高 belowMax。',
    },
  },
  'not-a-node-set': {
    kind: 'invalid',
    message: {
      en: 'This is no UANodeSet file: line {line}, {reason}. Give the NodeSet2 XML that the server or its engineering tool exports.',
      zh: '这不是 UANodeSet 文件：第 {line} 行，{reason}。请提供服务器或其组态软件导出的 NodeSet2 XML。',
    },
  },
});
