// The switches of the header: language, theme, account.
import {
  ActionIcon,
  Button,
  Menu,
  SegmentedControl,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import type { Session } from '@jingwei/sdk';
import { Icon } from '../kit/icons.tsx';
import { useLanguage, useText } from '../kit/language.tsx';
import { Link } from '../kit/navigation.tsx';
import { useSession } from './session.tsx';

const text = {
  language: { en: 'Language', zh: '语言' },
  dark: { en: 'Use the dark theme', zh: '切换到深色' },
  light: { en: 'Use the light theme', zh: '切换到浅色' },
  account: { en: 'Account: {name}', zh: '账户：{name}' },
  signOut: { en: 'Sign out', zh: '退出登录' },
  signIn: { en: 'Sign in', zh: '登录' },
  everything: { en: 'whole installation', zh: '整个系统' },
};

export function LanguageSwitch() {
  const { language, choose } = useLanguage();
  const t = useText();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t(text.language)}
      value={language}
      onChange={(value) => choose(value === 'zh' ? 'zh' : 'en')}
      data={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
    />
  );
}

export function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const t = useText();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={() => setColorScheme(other)}
      aria-label={t(text[other])}
      title={t(text[other])}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </ActionIcon>
  );
}

export function AccountMenu({ session }: { session: Session | undefined }) {
  const t = useText();
  const { signOut } = useSession();
  if (!session) {
    return (
      <Link to="/sign-in" data-testid="sign-in-link">
        {t(text.signIn)}
      </Link>
    );
  }
  const { name, tenant, id } = session.principal;
  return (
    <Menu position="bottom-end" shadow="sm" width={240}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="person" size={14} />}
          aria-label={t(text.account, { name })}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {id}
          <br />
          {tenant === '*' ? t(text.everything) : tenant}
        </Menu.Label>
        <Menu.Item onClick={() => void signOut()}>{t(text.signOut)}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
