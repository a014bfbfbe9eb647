// The menu: pages under headings that fold, and as a whole as narrow as its icons for who needs the width. Both choices
// are remembered; the heading of the page that is open never hides it.
import { useState } from 'react';
import type { Session, SessionPage } from '@jingwei/sdk';
import { Icon, type IconName } from '../kit/icons.tsx';
import { useText } from '../kit/language.tsx';
import { Link } from '../kit/navigation.tsx';
import { recall, remember, textList } from '../kit/remembered.ts';
import { AlarmBadge } from './alarm-badge.tsx';
import { menuGroups, type MenuGroup } from './menu-groups.ts';
import styles from './menu.module.css';

const text = {
  menu: { en: 'Main menu', zh: '主菜单' },
  narrow: { en: 'Icons only', zh: '收起菜单' },
  wide: { en: 'Show the words', zh: '展开菜单' },
};

const icons: Readonly<Record<string, IconName>> = {
  resolve: 'resolve',
  machines: 'machine',
  explore: 'search',
  assets: 'tree',
  alarms: 'warning',
  connections: 'plug',
  orders: 'order',
  gateways: 'gateway',
  gaps: 'gap',
  oee: 'chart',
  calendars: 'calendar',
  upkeep: 'refresh',
};

type MenuProps = {
  readonly session: Session | undefined;
  readonly pages: readonly SessionPage[];
  readonly current: string | undefined;
  /** Shown over the page of a narrow screen. */
  readonly open: boolean;
};

export function Menu({ session, pages, current, open }: MenuProps) {
  const t = useText();
  const [folded, setFolded] = useState(() => recall('menu-folded', textList) ?? []);
  const [narrow, setNarrow] = useState(
    () => recall('menu-narrow', (told) => told === true) ?? false,
  );
  const fold = (id: string) => {
    const next = folded.includes(id) ? folded.filter((one) => one !== id) : [...folded, id];
    setFolded(next);
    remember('menu-folded', next);
  };
  const squeeze = () => {
    setNarrow(!narrow);
    remember('menu-narrow', !narrow);
  };
  const words = t(narrow ? text.wide : text.narrow);
  return (
    <nav
      id="menu"
      className={styles['menu']}
      data-open={open}
      data-narrow={narrow}
      aria-label={t(text.menu)}
    >
      {menuGroups(pages).map((group) => (
        <Group
          key={group.id}
          {...{ group, current, narrow }}
          folded={folded.includes(group.id)}
          onFold={() => fold(group.id)}
        />
      ))}
      <div className={styles['foot']}>
        <button type="button" aria-pressed={narrow} title={words} onClick={squeeze}>
          <Icon name={narrow ? 'open' : 'back'} />
          <span>{words}</span>
        </button>
        {session && <small>{session.version}</small>}
      </div>
    </nav>
  );
}

type GroupProps = {
  readonly group: MenuGroup;
  readonly current: string | undefined;
  readonly narrow: boolean;
  readonly folded: boolean;
  readonly onFold: () => void;
};

function Group({ group, current, narrow, folded, onFold }: GroupProps) {
  const t = useText();
  // Icons alone need no headings, and then nothing is folded.
  const shown = group.pages.filter(({ id }) => narrow || !folded || id === current);
  const list = `menu-${group.id}`;
  return (
    <section>
      {!narrow && (
        <button type="button" aria-expanded={!folded} aria-controls={list} onClick={onFold}>
          {t(group.title)}
          <Icon name={folded ? 'open' : 'down'} size={12} />
        </button>
      )}
      <ul id={list}>
        {shown.map((page) => (
          <li key={page.id}>
            <Link
              to={page.path}
              aria-current={page.id === current ? 'page' : undefined}
              {...(narrow ? { title: t(page.title) } : {})}
            >
              <Icon name={icons[page.id] ?? 'open'} />
              <span>{t(page.title)}</span>
              {page.id === 'alarms' && <AlarmBadge />}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
