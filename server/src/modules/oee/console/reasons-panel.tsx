// Why machines stood, longest first.
import type { OeeRow } from '@jingwei/sdk';
import { type Bilingual, layout, Panel, useLanguage, useText } from '@jingwei/console/kit';
import styles from './oee.module.css';
import { hoursText, reasonText } from './words.ts';

const text = {
  title: { en: 'Reasons for stops', zh: '停机原因' },
  none: { en: 'It did not stand within planned time.', zh: '计划时间内没有停机。' },
  stops: { en: '{count} times', zh: '{count} 次' },
};

const shownMax = 12;

type Props = { readonly row: OeeRow; readonly names: ReadonlyMap<string, Bilingual> };

export function ReasonsPanel({ row, names }: Props) {
  const t = useText();
  const { language } = useLanguage();
  const longest = row.reasons[0]?.us ?? 0;
  return (
    <Panel title={t(text.title)}>
      {row.reasons.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      {row.reasons.length > 0 && (
        <table className={styles['waterfall']}>
          <tbody>
            {row.reasons.slice(0, shownMax).map(({ reason, us, stops }) => (
              <tr key={reason} data-reason={reason}>
                <th scope="row">{reasonText(reason, names, language)}</th>
                <td aria-hidden="true">
                  <svg viewBox="0 0 1000 16" preserveAspectRatio="none">
                    <rect
                      data-element="ADET"
                      width={longest > 0 ? (us * 1_000) / longest : 0}
                      height={16}
                    />
                  </svg>
                </td>
                <td>{hoursText(us)}</td>
                <td>{t(text.stops, { count: stops })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
