// The health of a connection to a station in numbers.
import type { Figure } from '../../api.ts';
import type { ApciLink } from './apci-link.ts';
import type { Exchanges } from './exchanges.ts';

export type Measured = {
  readonly apci: Pick<ApciLink, 'framesIn' | 'framesOut' | 'unacknowledged' | 'roundTripMs'>;
  readonly objects: number;
  readonly exchanges: Pick<Exchanges, 'confirmed' | 'refused'>;
  /** -1 before the first. */
  readonly interrogationMs: number;
  readonly timesInvalid: number;
};

export function figuresOf(measured: Measured): Figure[] {
  const { apci, objects, exchanges, interrogationMs, timesInvalid } = measured;
  const figures: Figure[] = [
    { name: 'frames-in', title: { en: 'Frames received', zh: '接收帧数' }, value: apci.framesIn },
    { name: 'frames-out', title: { en: 'Frames sent', zh: '发送帧数' }, value: apci.framesOut },
    {
      name: 'unacknowledged',
      title: { en: 'Frames received and not yet durable', zh: '已接收但尚未持久化的帧数' },
      value: apci.unacknowledged,
    },
    { name: 'objects', title: { en: 'Objects known', zh: '已知信息体数' }, value: objects },
    {
      name: 'confirmed',
      title: { en: 'Commands and interrogations confirmed', zh: '已确认的命令和召唤数' },
      value: exchanges.confirmed,
    },
    {
      name: 'refused-commands',
      title: { en: 'Commands and interrogations refused', zh: '被拒绝的命令和召唤数' },
      value: exchanges.refused,
    },
    {
      name: 'invalid-times',
      title: { en: 'Times marked as invalid', zh: '无效时标数' },
      value: timesInvalid,
    },
  ];
  if (apci.roundTripMs >= 0) {
    const title = { en: 'Round trip of the last test frame', zh: '最近一次测试帧往返时间' };
    figures.push({ name: 'round-trip', title, value: rounded(apci.roundTripMs), unit: 'ms' });
  }
  if (interrogationMs >= 0) {
    const title = { en: 'Length of the last interrogation', zh: '最近一次总召唤耗时' };
    figures.push({ name: 'interrogation', title, value: rounded(interrogationMs), unit: 'ms' });
  }
  return figures;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
