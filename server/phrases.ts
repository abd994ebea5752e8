import { own } from '../flows/own.ts'
import type { OwnEntity, ReleaseParts } from '../flows/release.ts'
import { edited, editsFor, type PhraseEdits } from '../nlu/phrases.ts'
import type { Store } from './store.ts'

export type Phrases = ReturnType<typeof createPhrases>

/** What people changed of a bot since its files were written; the next release is made with it. */
interface Edits {
  intents: PhraseEdits
  /** language → name; null for one that was taken out. */
  entities: Record<string, Record<string, OwnEntity | null>>
}

/** Keeps what is edited of a bot's training phrases and entities; `parts` is what its folder says. */
export function createPhrases({ store, parts }: { store: Store; parts: ReleaseParts }) {
  const { name } = parts.bot

  const edits = async (): Promise<Edits> => (await store.read<Edits>('edits', name))?.value ?? none()

  /** The bot as its next release would be. */
  async function draft(): Promise<ReleaseParts> {
    const { intents, entities } = await edits()
    const after = withEntities(parts.entities ?? {}, entities)
    const { entities: _, ...rest } = parts
    return {
      ...rest,
      intents: edited(parts.intents, intents),
      ...(Object.keys(after).length > 0 ? { entities: after } : {}),
    }
  }

  /** Changes the edits, whoever else does meanwhile. */
  async function change(how: (edits: Edits) => void): Promise<void> {
    for (;;) {
      const found = await store.read<Edits>('edits', name)
      const next = structuredClone(found?.value ?? none())
      how(next)
      if ((await store.write('edits', name, next, found?.rev ?? 0)) !== null) return
    }
  }

  const inFile = (language: string, intent: string): string[] => {
    const intents = own(parts.intents, language)
    return (intents && own(intents, intent)) ?? []
  }

  /** Sets an intent's phrases in these languages; without phrases in any it is gone. */
  const setIntent = (intent: string, phrases: Readonly<Record<string, readonly string[]>>) =>
    change(({ intents }) => {
      for (const [language, wanted] of Object.entries(phrases))
        intents[language] = {
          ...(own(intents, language) ?? {}),
          [intent]: editsFor(inFile(language, intent), wanted),
        }
    })

  /** Adds phrases to an intent, which may be a new one. */
  const addPhrases = (intent: string, language: string, more: readonly string[]) =>
    change(({ intents }) => {
      const known = own(intents, language) ?? {}
      const { added, removed } = own(known, intent) ?? { added: [], removed: [] }
      const now = inFile(language, intent).filter((phrase) => !removed.includes(phrase))
      intents[language] = {
        ...known,
        [intent]: editsFor(inFile(language, intent), [...now, ...added, ...more]),
      }
    })

  /** Sets an entity in these languages; null takes it out. */
  const setEntity = (entity: string, byLanguage: Readonly<Record<string, OwnEntity | null>>) =>
    change(({ entities }) => {
      for (const [language, value] of Object.entries(byLanguage))
        entities[language] = { ...(own(entities, language) ?? {}), [entity]: value }
    })

  return { bot: name, languages: parts.bot.languages, draft, setIntent, addPhrases, setEntity }
}

const none = (): Edits => ({ intents: {}, entities: {} })

function withEntities(
  inFiles: NonNullable<ReleaseParts['entities']>,
  edits: Edits['entities'],
): NonNullable<ReleaseParts['entities']> {
  const languages = new Set([...Object.keys(inFiles), ...Object.keys(edits)])
  const all = [...languages].map((language) => {
    const both = Object.entries({ ...(own(inFiles, language) ?? {}), ...(own(edits, language) ?? {}) })
    const kept = both.flatMap(([name, entity]) => (entity === null ? [] : [[name, entity] as const]))
    return [language, Object.fromEntries(kept)] as const
  })
  return Object.fromEntries(all.filter(([, entities]) => Object.keys(entities).length > 0))
}
