// Topic names and filters (MQTT 5, 4.7 and 4.8.2): what is valid, what fits what, and shared subscriptions.

export type TopicRule = 'empty' | 'too-long' | 'wildcard' | 'nul' | 'too-deep' | 'share';

/** Bytes of UTF-8. */
export const topicBytesMax = 4_096;
/** Deeper ones cost more than anybody means. */
export const topicLevelsMax = 128;

/** Undefined for a valid name. */
export function topicProblem(topic: string): TopicRule | undefined {
  if (topic.includes('+') || topic.includes('#')) return 'wildcard';
  return textProblem(topic);
}

/** Undefined for a valid filter, also a shared one. */
export function filterProblem(filter: string): TopicRule | undefined {
  const shared = sharedOf(filter);
  if (shared === 'malformed') return 'share';
  const own = shared?.filter ?? filter;
  const problem = textProblem(own);
  if (problem !== undefined) return problem;
  const levels = own.split('/');
  const wrong = levels.some(
    (level, i) =>
      (level.includes('#') && (level !== '#' || i !== levels.length - 1)) ||
      (level.includes('+') && level !== '+'),
  );
  return wrong ? 'wildcard' : undefined;
}

function textProblem(text: string): TopicRule | undefined {
  if (text === '') return 'empty';
  if (text.includes('\u0000')) return 'nul';
  if (text.length > topicBytesMax || Buffer.byteLength(text) > topicBytesMax) return 'too-long';
  let levels = 1;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) levels += 1;
  return levels > topicLevelsMax ? 'too-deep' : undefined;
}

export type Shared = { readonly group: string; readonly filter: string };

/** `$share/<group>/<filter>`; undefined for a filter of one's own. */
export function sharedOf(filter: string): Shared | 'malformed' | undefined {
  if (!filter.startsWith('$share/') && filter !== '$share') return undefined;
  const end = filter.indexOf('/', 7);
  const group = filter.slice(7, end < 0 ? undefined : end);
  const own = end < 0 ? '' : filter.slice(end + 1);
  if (group === '' || own === '' || /[+#]/.test(group)) return 'malformed';
  return { group, filter: own };
}

/** Where brokers tell of themselves. */
export const sysRoot = '$SYS';

/** A topic or a filter there; a filter that begins with a wildcard never is (MQTT 5, 4.7.2). */
export function isSys(topic: string): boolean {
  return topic === sysRoot || topic.startsWith(`${sysRoot}/`);
}

/** Whether a filter (not a shared one) takes a topic; what begins with $ fits no wildcard at its beginning. */
export function fits(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && (filter.startsWith('+') || filter.startsWith('#'))) return false;
  const [wanted, levels] = [filter.split('/'), topic.split('/')];
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}
