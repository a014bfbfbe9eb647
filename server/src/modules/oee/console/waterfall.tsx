// From all the time there is down to the time in which good parts were made, loss by loss.
import type { OeeRow } from '@jingwei/sdk';
import { Panel, useText, type Bilingual } from '@jingwei/console/kit';
import styles from './oee.module.css';
import { elementWords, hoursText } from './words.ts';

const text = {
  title: { en: 'Where the time went', zh: '时间去向' },
  calendar: { en: 'Calendar time', zh: '日历时间' },
  speed: { en: 'Slower than the ideal cycle', zh: '低于理想节拍的损失' },
  defects: { en: 'Scrap and rework', zh: '废品与返工' },
  valuable: { en: 'Good parts at the ideal cycle', zh: '按理想节拍生产合格品' },
};

type Bar = {
  readonly id: string;
  readonly name: Bilingual;
  readonly fromUs: number;
  readonly us: number;
};

/** Each loss begins where the one below it ends; the last bar is what is left. */
export function barsOf(row: OeeRow): Bar[] {
  const { timesUs, calendarUs, minorUs, idealUs, counts, figures } = row;
  const bars: Bar[] = [{ id: 'calendar', name: text.calendar, fromUs: 0, us: calendarUs }];
  let left = calendarUs;
  const lose = (id: string, name: Bilingual, us: number): void => {
    left -= us;
    if (us > 0) bars.push({ id, name, fromUs: left, us });
  };
  for (const element of ['NOPT', 'PDOT', 'UNKNOWN', 'ADOT'] as const) {
    lose(element, elementWords[element], timesUs[element]);
  }
  lose('ADET', elementWords.ADET, timesUs.ADET - minorUs);
  lose('minor', elementWords.minor, minorUs);
  lose('AUST', elementWords.AUST, timesUs.AUST);
  bars.push({ id: 'APT', name: elementWords.APT, fromUs: 0, us: timesUs.APT });
  // Beyond the ideal cycle, and without one, nothing more can be told.
  if (figures.effectiveness === null || figures.effectiveness > 1) return bars;
  const goodUs = counts.produced > 0 ? (idealUs * counts.good) / counts.produced : 0;
  lose('speed', text.speed, timesUs.APT - idealUs);
  lose('defects', text.defects, idealUs - goodUs);
  bars.push({ id: 'valuable', name: text.valuable, fromUs: 0, us: goodUs });
  return bars;
}

export function Waterfall({ row }: { readonly row: OeeRow }) {
  const t = useText();
  const share = (us: number) => (row.calendarUs > 0 ? (us * 1_000) / row.calendarUs : 0);
  return (
    <Panel title={t(text.title)}>
      <table className={styles['waterfall']}>
        <tbody>
          {barsOf(row).map(({ id, name, fromUs, us }) => (
            <tr key={id} data-bar={id}>
              <th scope="row">{t(name)}</th>
              <td aria-hidden="true">
                <svg viewBox="0 0 1000 16" preserveAspectRatio="none">
                  <rect
                    data-element={id}
                    x={share(fromUs)}
                    width={Math.max(share(us), us > 0 ? 1 : 0)}
                    height={16}
                  />
                </svg>
              </td>
              <td>{hoursText(us)}</td>
              <td>{row.calendarUs > 0 ? `${((us / row.calendarUs) * 100).toFixed(1)} %` : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
