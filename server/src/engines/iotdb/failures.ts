// What can go wrong between the program and IoTDB; the password is in none of it.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const iotdbFailures = defineFailures('iotdb', {
  unreachable: {
    kind: 'unavailable',
    message: {
      en: 'IoTDB does not answer at {urls}: {reason}. Check that its DataNodes run, that enable_rest_service=true, the addresses in seriesStore.iotdb.urls, and firewalls.',
      zh: 'IoTDB 在 {urls} 无应答：{reason}。请检查 DataNode 是否运行、enable_rest_service=true、seriesStore.iotdb.urls 中的地址以及防火墙。',
    },
  },
  login: {
    kind: 'forbidden',
    message: {
      en: 'IoTDB at {url} does not let the user {user} do this: {reason}. Check seriesStore.iotdb.user and its password, or grant the user MANAGE_DATABASE, READ and WRITE on root.{database}.**.',
      zh: '{url} 的 IoTDB 拒绝用户 {user} 的操作：{reason}。请检查 seriesStore.iotdb.user 及其密码，或授予该用户 MANAGE_DATABASE 以及 root.{database}.** 的读写权限。',
    },
  },
  refused: {
    kind: 'internal',
    message: {
      en: 'IoTDB at {url} refuses what it was asked: {reason} (code {code}).',
      zh: '{url} 的 IoTDB 拒绝了请求：{reason}（代码 {code}）。',
    },
  },
  'too-much': {
    kind: 'exhausted',
    message: {
      en: 'The answer of IoTDB at {url} has more than {bytesMax} bytes. Ask for a shorter span or fewer series.',
      zh: '{url} 的 IoTDB 应答超过 {bytesMax} 字节。请缩短时间范围或减少序列数。',
    },
  },
  precision: {
    kind: 'invalid',
    message: {
      en: 'IoTDB at {url} keeps times in {found}; the series store needs nanoseconds, since the digits below the microsecond number readings of the same time. IoTDB fixes this when it is first started: set timestamp_precision=ns in iotdb-system.properties of a new cluster.',
      zh: '{url} 的 IoTDB 时间精度为 {found}；序列存储需要纳秒，因为微秒以下的位用于区分同一时刻的多个读数。该精度在 IoTDB 首次启动时确定：请在新集群的 iotdb-system.properties 中设置 timestamp_precision=ns。',
    },
  },
  'bad-url': {
    kind: 'invalid',
    message: {
      en: 'seriesStore.iotdb.urls has {found}; give at least one address of a REST service such as http://iotdb-1:18080, without a user name.',
      zh: 'seriesStore.iotdb.urls 中有 {found}；请至少填写一个 REST 服务地址，如 http://iotdb-1:18080，不含用户名。',
    },
  },
  'bad-database': {
    kind: 'invalid',
    message: {
      en: 'seriesStore.iotdb.database is {database}; it must be 1 to 64 Latin letters, digits and underscores and begin with a letter.',
      zh: 'seriesStore.iotdb.database 的值为 {database}；须为 1 至 64 个英文字母、数字或下划线，且以字母开头。',
    },
  },
  'newer-format': {
    kind: 'unsupported',
    message: {
      en: 'The database root.{database} was written by a newer Jingwei (format {found}; this one reads up to format {known}). Start that Jingwei, or choose another seriesStore.iotdb.database.',
      zh: '数据库 root.{database} 由更新版本的经纬写入（格式 {found}；本版本最高支持格式 {known}）。请使用该版本启动，或另选 seriesStore.iotdb.database。',
    },
  },
  'taken-over': {
    kind: 'conflict',
    message: {
      en: 'Another Jingwei has opened root.{database} of IoTDB meanwhile, and this one writes to it no more. Give each program a database of its own (seriesStore.iotdb.database), or stop one of them.',
      zh: '另一个经纬程序已打开 IoTDB 的 root.{database}，本程序不再写入。请为每个程序设置各自的数据库（seriesStore.iotdb.database），或停止其中一个。',
    },
  },
  'damaged-journal': {
    kind: 'internal',
    message: {
      en: 'The last step in the journal of root.{database} cannot be read: {reason}. Restore the database from a backup of IoTDB.',
      zh: '无法读取 root.{database} 日志中的最后一步：{reason}。请用 IoTDB 的备份恢复该数据库。',
    },
  },
  'no-backup': {
    kind: 'unsupported',
    message: {
      en: 'Readings lie in IoTDB (root.{database}), which this program cannot copy into a folder or bring back from one. Use the tools of IoTDB: tools/export-tsfile.sh or export-data.sh, snapshots of the data folders of its DataNodes and ConfigNodes, or a PIPE to a second cluster.',
      zh: '读数存于 IoTDB（root.{database}），本程序无法将其复制到文件夹，也无法从文件夹恢复。请使用 IoTDB 自带工具：tools/export-tsfile.sh 或 export-data.sh、对 DataNode 与 ConfigNode 数据目录做快照，或用 PIPE 同步到第二个集群。',
    },
  },
});
