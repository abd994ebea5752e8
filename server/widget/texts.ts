/** What the widget itself says, in one language. `{name}` and `{count}` are filled in. */
export interface Texts {
  /** The panel's name where the account has none. */
  chat: string
  close: string
  greeting: string
  placeholder: string
  send: string
  person: string
  bot: string
  human: string
  byBot: string
  byQueue: string
  byPerson: string
  typing: string
  unread: string
  answers: string
  waiting: string
  refused: string
  retry: string
  remove: string
  offline: string
  lost: string
  image: string
  audio: string
  video: string
  file: string
  place: string
}

const all: Record<string, () => Promise<Texts>> = {
  de: () => import('./texts/de.ts').then((module) => module.de),
  en: () => import('./texts/en.ts').then((module) => module.en),
  es: () => import('./texts/es.ts').then((module) => module.es),
  fr: () => import('./texts/fr.ts').then((module) => module.fr),
  id: () => import('./texts/id.ts').then((module) => module.id),
  pt: () => import('./texts/pt.ts').then((module) => module.pt),
}

/** The texts for a BCP 47 language, or the English ones, and the language they are in. Throws when they cannot be fetched. */
export async function loadTexts(language: string): Promise<{ language: string; texts: Texts }> {
  const found = all[language.slice(0, 2).toLowerCase()]
  return found ? { language, texts: await found() } : loadTexts('en')
}
