// The frame around every page: header, menu, and the place where the page stands.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ActionIcon } from '@mantine/core';
import type { Session, SessionPage } from '@jingwei/sdk';
import { Icon, Mark, type IconName } from '../kit/icons.tsx';
import { useText } from '../kit/language.tsx';
import { Link, usePlace } from '../kit/navigation.tsx';
import { AlarmBadge } from './alarm-badge.tsx';
import styles from './frame.module.css';
import { roleNames } from './roles.ts';
import { AccountMenu, LanguageSwitch, ThemeSwitch } from './switches.tsx';

const text = {
  skip: { en: 'Skip to the content', zh: '跳到正文' },
  menu: { en: 'Main menu', zh: '主菜单' },
  openMenu: { en: 'Show or hide the menu', zh: '显示或隐藏菜单' },
  roles: { en: 'Roles of this node', zh: '本节点角色' },
  name: { en: 'Jingwei, to the first page', zh: '经纬，回到首页' },
};

type FrameProps = {
  readonly session: Session | undefined;
  readonly pages: readonly SessionPage[];
  readonly current: string | undefined;
  readonly children: ReactNode;
};

export function Frame({ session, pages, current, children }: FrameProps) {
  const t = useText();
  const { path } = usePlace();
  // Open on one page only: going elsewhere closes the menu of a narrow screen.
  const [openAt, setOpenAt] = useState<string>();
  const menuOpen = openAt === path;
  return (
    <div className={styles['frame']}>
      <a href="#main" className={styles['skip']}>
        {t(text.skip)}
      </a>
      <header className={styles['head']}>
        <ActionIcon
          className={styles['burger'] ?? ''}
          variant="subtle"
          color="gray"
          aria-label={t(text.openMenu)}
          aria-expanded={menuOpen}
          aria-controls="menu"
          onClick={() => setOpenAt(menuOpen ? undefined : path)}
        >
          <Icon name="menu" />
        </ActionIcon>
        <Link to="/" className={styles['brand']} aria-label={t(text.name)}>
          <Mark />
          <b>经纬</b>
          <span>Jingwei</span>
        </Link>
        {session && <Roles session={session} />}
        <div className={styles['tools']}>
          <LanguageSwitch />
          <ThemeSwitch />
          <AccountMenu session={session} />
        </div>
      </header>
      <nav id="menu" className={styles['menu']} data-open={menuOpen} aria-label={t(text.menu)}>
        <PageLinks pages={pages} current={current} />
        {session && <p className={styles['foot']}>{session.version}</p>}
      </nav>
      <main id="main" className={styles['main']} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Roles({ session }: { session: Session }) {
  const t = useText();
  return (
    <ul className={styles['roles']} aria-label={t(text.roles)}>
      {roleNames(session.roles).map((name) => (
        <li key={name.en}>{t(name)}</li>
      ))}
    </ul>
  );
}

const icons: Readonly<Record<string, IconName>> = {
  resolve: 'resolve',
  machines: 'machine',
  assets: 'tree',
  alarms: 'warning',
  connections: 'plug',
  orders: 'order',
  gateways: 'gateway',
  gaps: 'gap',
  oee: 'chart',
  calendars: 'calendar',
};

function PageLinks({
  pages,
  current,
}: {
  pages: readonly SessionPage[];
  current: string | undefined;
}) {
  const t = useText();
  return (
    <ul>
      {pages.map((page) => (
        <li key={page.id}>
          <Link to={page.path} aria-current={page.id === current ? 'page' : undefined}>
            <Icon name={icons[page.id] ?? 'open'} />
            {t(page.title)}
            {page.id === 'alarms' && <AlarmBadge />}
          </Link>
        </li>
      ))}
    </ul>
  );
}
