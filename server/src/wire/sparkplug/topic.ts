// Topics of Sparkplug 3.0 (clause 4): `spBv1.0/<group>/<message type>/<edge node>[/<device>]`, and
// `spBv1.0/STATE/<host>` for host applications.

export const namespace = 'spBv1.0';

export const nodeMessages = ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'] as const;
export const deviceMessages = ['DBIRTH', 'DDATA', 'DDEATH', 'DCMD'] as const;
export type MessageType = (typeof nodeMessages)[number] | (typeof deviceMessages)[number];

export type SparkplugTopic =
  | {
      readonly kind: 'message';
      readonly type: MessageType;
      readonly group: string;
      readonly node: string;
      /** There for messages of devices, absent for those of nodes. */
      readonly device?: string;
    }
  | { readonly kind: 'state'; readonly host: string };

/** Undefined for what is no Sparkplug B topic. */
export function parseTopic(topic: string): SparkplugTopic | undefined {
  const [first, group, type, node, device, ...more] = topic.split('/');
  if (first !== namespace || group === undefined || type === undefined || more.length > 0)
    return undefined;
  if (group === 'STATE') {
    return node === undefined && isSparkplugId(type) ? { kind: 'state', host: type } : undefined;
  }
  if (node === undefined || !isSparkplugId(group) || !isSparkplugId(node)) return undefined;
  if (device === undefined) {
    return isOneOf(nodeMessages, type) ? { kind: 'message', type, group, node } : undefined;
  }
  if (!isOneOf(deviceMessages, type) || !isSparkplugId(device)) return undefined;
  return { kind: 'message', type, group, node, device };
}

export function formatTopic(topic: SparkplugTopic): string {
  if (topic.kind === 'state') return `${namespace}/STATE/${topic.host}`;
  const { type, group, node, device } = topic;
  const ofNode = `${namespace}/${group}/${type}/${node}`;
  return device === undefined ? ofNode : `${ofNode}/${device}`;
}

/** Group, edge node, device or host: any text that can be one level of a topic. */
export function isSparkplugId(text: string): boolean {
  return text !== '' && !/[+/#\0]/.test(text) && text.isWellFormed();
}

/** Any text as an id: what a topic cannot have becomes `_`. */
export function sparkplugIdOf(text: string): string {
  const legal = text.toWellFormed().replace(/[+/#\0]/g, '_');
  return legal === '' ? '_' : legal;
}

function isOneOf<T extends string>(words: readonly T[], word: string): word is T {
  return (words as readonly string[]).includes(word);
}
