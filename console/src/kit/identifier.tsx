// An identifier: in steady letters, leading to its record, ready to be copied.
import { CopyButton } from './copy-button.tsx';
import { useText } from './language.tsx';
import { Link } from './navigation.tsx';
import styles from './parts.module.css';
import { resolvePath } from './route.ts';

const copyLabel = { en: 'Copy the identifier', zh: '复制标识' };
const resolveTitle = { en: 'Resolve this identifier', zh: '解析该标识' };

export function IdentifierLink({
  identifier,
  copy = true,
}: {
  identifier: string;
  copy?: boolean;
}) {
  const t = useText();
  return (
    <span className={styles['withCopy']}>
      <Link to={resolvePath(identifier)} className={styles['identifier']} title={t(resolveTitle)}>
        {identifier}
      </Link>
      {copy && <CopyButton text={identifier} label={copyLabel} />}
    </span>
  );
}
