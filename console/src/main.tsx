// Where the console begins.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import './kit/mantine.css';
import './style.css';
import { ClientProvider } from './kit/client.tsx';
import { LanguageProvider } from './kit/language.tsx';
import { theme, variables } from './kit/theme.ts';
import { App } from './shell/app.tsx';
import { SessionProvider } from './shell/session.tsx';
import { takeCode } from './sign-in/take-code.ts';

const code = takeCode();
const themeChoice = localStorageColorSchemeManager({ key: 'jingwei.theme' });
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={themeChoice}
      defaultColorScheme="auto"
    >
      <LanguageProvider>
        <ClientProvider>
          <SessionProvider signingIn={code !== undefined}>
            <App arrived={code} />
          </SessionProvider>
        </ClientProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
