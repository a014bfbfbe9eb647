// Where the identifier is typed, scanned or clicked.
import {
  Button,
  go,
  Icon,
  Link,
  resolvePath,
  TextInput,
  useState,
  useText,
} from '@jingwei/console/kit';
import { identifierFrom } from './record.ts';
import styles from './resolve.module.css';
import { useExamples } from './suggestions.ts';

const text = {
  label: { en: 'Identifier', zh: '标识' },
  placeholder: {
    en: 'prefix/suffix, e.g. 88.118.8/L-100001',
    zh: '前缀/后缀，例如 88.118.8/L-100001',
  },
  resolve: { en: 'Resolve', zh: '解析' },
  recent: { en: 'Recent', zh: '最近解析' },
  examples: { en: 'Examples', zh: '示例' },
};

type IdentifierFormProps = {
  readonly handle: string;
  readonly recent: readonly string[];
  readonly signedIn: boolean;
  /** The identifier in sight was asked for once more. */
  readonly onSame: () => void;
};

export function IdentifierForm({ handle, recent, signedIn, onSame }: IdentifierFormProps) {
  const t = useText();
  const [typed, setTyped] = useState(handle);
  const examples = useExamples(signedIn);
  const wanted = identifierFrom(typed);
  return (
    <div className={styles['ask']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted === handle) onSame();
          else if (wanted !== '') go(resolvePath(wanted));
        }}
      >
        <TextInput
          label={t(text.label)}
          placeholder={t(text.placeholder)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          autoFocus={handle === ''}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          size="md"
          name="identifier"
          classNames={{ root: styles['input'] ?? '', input: styles['mono'] ?? '' }}
        />
        <Button
          type="submit"
          size="md"
          disabled={wanted === ''}
          leftSection={<Icon name="resolve" />}
        >
          {t(text.resolve)}
        </Button>
      </form>
      <dl className={styles['suggestions']}>
        {recent.length > 0 && (
          <Suggestions name={t(text.recent)} identifiers={recent} current={handle} />
        )}
        <Suggestions name={t(text.examples)} identifiers={examples} current={handle} />
      </dl>
    </div>
  );
}

type SuggestionsProps = { name: string; identifiers: readonly string[]; current: string };

function Suggestions({ name, identifiers, current }: SuggestionsProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {identifiers.map((identifier) => (
          <Link
            key={identifier}
            to={resolvePath(identifier)}
            aria-current={identifier === current ? 'true' : undefined}
            title={identifier}
          >
            {identifier}
          </Link>
        ))}
      </dd>
    </div>
  );
}
