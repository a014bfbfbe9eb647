// Which of the two themes is on, for what is drawn without style sheets.
import { useComputedColorScheme } from '@mantine/core';

export function useTheme(): 'light' | 'dark' {
  return useComputedColorScheme('light');
}
