// Which language the console speaks: chosen by the switch, remembered, told to the page itself.
import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { htmlLanguage, languageOf, say, type Bilingual, type Language } from './bilingual.ts';
import { recall, remember } from './remembered.ts';

type Choice = { readonly language: Language; readonly choose: (language: Language) => void };

const Context = createContext<Choice>({ language: 'en', choose: () => undefined });

function known(value: unknown): Language | undefined {
  return value === 'en' || value === 'zh' ? value : undefined;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(
    () => recall('language', known) ?? languageOf(navigator.languages),
  );
  useLayoutEffect(() => {
    document.documentElement.lang = htmlLanguage[language];
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose(next: Language) {
        remember('language', next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={choice}>{children}</Context>;
}

export function useLanguage(): Choice {
  return useContext(Context);
}

export type Say = (text: Bilingual, values?: Readonly<Record<string, string | number>>) => string;

/** A function that picks the chosen language and fills the holes. */
export function useText(): Say {
  const { language } = useLanguage();
  return useCallback((text, values) => say(text, language, values), [language]);
}
