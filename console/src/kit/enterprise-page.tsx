// A page about one enterprise: its title, its parts as links, the choice of the enterprise where there are several, and what
// stands there while none is known.
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { Bilingual } from './bilingual.ts';
import { ChoiceInput } from './fields.tsx';
import { useText } from './language.tsx';
import { Link } from './navigation.tsx';
import { EmptyState, FailurePanel, Loading } from './notice.tsx';
import styles from './layout.module.css';
import { useEnterprise } from './use-enterprise.ts';

const text = {
  parts: { en: 'Parts of this page', zh: '页面分区' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

export type PagePart = { readonly id: string; readonly path: string; readonly label: Bilingual };

type PageTitleProps = {
  readonly title: Bilingual;
  readonly parts?: readonly PagePart[];
  /** The id of the part that is shown. */
  readonly current?: string;
  readonly enterprise: string;
  /** One is no choice. */
  readonly options: readonly string[];
  readonly onChoose: (enterprise: string) => void;
};

export function PageTitle({
  title,
  parts,
  current,
  enterprise,
  options,
  onChoose,
}: PageTitleProps) {
  const t = useText();
  return (
    <header className={styles['title']}>
      <h1 className={parts ? undefined : styles['alone']}>{t(title)}</h1>
      {parts && (
        <nav aria-label={t(text.parts)} className={styles['parts']}>
          {parts.map(({ id, path, label }) => (
            <Link key={id} to={path} aria-current={id === current ? 'page' : undefined}>
              {t(label)}
            </Link>
          ))}
        </nav>
      )}
      {options.length > 1 && (
        <ChoiceInput
          label={t(text.enterprise)}
          value={enterprise}
          choices={options.map((one) => ({ value: one, label: one }))}
          onChange={onChoose}
        />
      )}
    </header>
  );
}

type EnterprisePageProps = Pick<PageTitleProps, 'title' | 'parts' | 'current'> & {
  /** Where the part that is shown is about all enterprises. */
  readonly isOfAll?: boolean;
  readonly className?: string;
  readonly children: (enterprise: string) => ReactNode;
};

/** Keyed by the enterprise: another one begins anew. */
export function EnterprisePage({
  isOfAll = false,
  className = '',
  children,
  ...title
}: EnterprisePageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  return (
    <div className={`${styles['page']} ${className}`}>
      <PageTitle
        {...title}
        enterprise={enterprise}
        options={isOfAll ? [] : options}
        onChoose={choose}
      />
      <Fragment key={enterprise}>{children(enterprise)}</Fragment>
    </div>
  );
}
