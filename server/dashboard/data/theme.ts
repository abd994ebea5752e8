import { type Cell, createPreference } from './cell.ts'

export type Theme = 'system' | 'light' | 'dark'
export const themes: Theme[] = ['system', 'light', 'dark']

/** The colours of this device's choice; each change shows at once. */
export function createTheme(): Cell<Theme> {
  const theme = createPreference<Theme>('parley.theme', 'system', themes)
  const show = () => {
    document.documentElement.dataset.theme = theme.get()
  }
  theme.subscribe(show)
  show()
  return theme
}
