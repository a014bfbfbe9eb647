// What can go wrong at the border to the machine.
import { defineFailures } from '../failure/failure.ts';

export const worldFailures = defineFailures('world', {
  'port-taken': {
    kind: 'conflict',
    message: {
      en: 'Port {port} on {host} is already in use. Stop the program that holds it, or choose another port (0 picks a free one).',
      zh: '{host} 的端口 {port} 已被占用。请停止占用它的程序，或另选端口（0 表示自动选择空闲端口）。',
    },
  },
  'cannot-listen': {
    kind: 'unavailable',
    message: {
      en: 'Cannot listen on {host} port {port}: {reason}. Check the address and the permission to use this port.',
      zh: '无法在 {host} 端口 {port} 上监听：{reason}。请检查地址以及使用该端口的权限。',
    },
  },
  'cannot-connect': {
    kind: 'unavailable',
    message: {
      en: 'Cannot connect to {host} port {port}: {reason}. Check that the peer is running and reachable.',
      zh: '无法连接 {host} 端口 {port}：{reason}。请检查对方是否在运行、网络是否可达。',
    },
  },
  'address-refused': {
    kind: 'forbidden',
    message: {
      en: '{host} is a private, loopback or link-local address, or leads to one; such addresses may not be called from here. Name a public server, or let the operator allow its network.',
      zh: '{host} 是（或指向）私有、环回或链路本地地址，不允许从此处访问。请使用公网服务器，或由运维人员放行其网段。',
    },
  },
  'disk-full': {
    kind: 'exhausted',
    message: {
      en: 'Cannot write {path}: the disk is full. Free space on it, or move the data folder to a larger disk.',
      zh: '无法写入 {path}：磁盘已满。请释放磁盘空间，或将数据文件夹移到更大的磁盘。',
    },
  },
  'cannot-write': {
    kind: 'unavailable',
    message: {
      en: 'Cannot write {path}: {reason}. Check that the folder exists, is writable and has free space.',
      zh: '无法写入 {path}：{reason}。请检查文件夹是否存在、可写并有剩余空间。',
    },
  },
});
