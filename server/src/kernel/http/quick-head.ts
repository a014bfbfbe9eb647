// What stands in front of a quick reply: the very headers that the HTTP library sends, in its order, the
// date of the second.
import type { Clock } from '../world/clock.ts';
import { safetyHeaders } from './safety-headers.ts';

export function quickHead(clock: Clock, keepAliveMs: number): (bodyBytes: number) => string {
  const safety = Object.entries(safetyHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  const before = `HTTP/1.1 200 OK\r\n${safety.join('')}content-type: application/json; charset=utf-8\r\ncontent-length: `;
  const seconds = Math.floor(keepAliveMs / 1000);
  let [second, after] = [-1, ''];
  return (bodyBytes) => {
    const nowMs = clock.now();
    const nowSecond = Math.floor(nowMs / 1000);
    if (nowSecond !== second) {
      second = nowSecond;
      const date = new Date(nowMs).toUTCString();
      after = `\r\nDate: ${date}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`;
    }
    return before + bodyBytes + after;
  };
}
