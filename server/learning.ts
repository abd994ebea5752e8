import type { Log } from '../bots/channel.ts'
import { mask } from '../nlu/mask.ts'
import { phraseGroups } from '../nlu/phrase-groups.ts'
import type { PhraseGroup } from './api.ts'
import { type Gleaned, glean } from './glean.ts'
import type { Phrases } from './phrases.ts'
import type { Release, Releases } from './releases.ts'
import type { Conversation, Document, Store } from './store.ts'

/** A phrase that was collected, as it is stored; personal data is masked. */
export interface Collected extends Omit<Gleaned, 'language' | 'position'> {
  conversation: string
  position: number
  language: string
  state: 'new' | 'ignored' | 'added'
  /** The intent it was added to. */
  intent?: string
}
export type Learning = ReturnType<typeof createLearning>

/** What is kept at the most; the oldest go first. */
const mostKept = 2000
/** Conversations looked at in one go, and how many entries of each. */
const mostLooked = 1000
const page = 100
const stretch = 300
/** How far it is looked back behind what was seen last, ms: what other nodes wrote meanwhile. */
const overlap = 10 * 60_000
const longestText = 300
const longestAnswer = 1000

/**
 * Collects from the journals what the bot did not understand and what people answered in its place, groups it, and
 * takes what is decided about it. A phrase is known by its place in the journal: so collecting twice, or on two
 * nodes, adds nothing.
 */
export function createLearning(needs: { store: Store; releases: Releases; phrases: Phrases; log: Log }) {
  const { store, releases, phrases, log } = needs
  let collecting: Promise<void> | null = null

  /** Looks through the conversations that changed since it was last done. */
  function collect(): Promise<void> {
    collecting ??= lookThrough().finally(() => {
      collecting = null
    })
    return collecting
  }

  async function lookThrough(): Promise<void> {
    const mark = await store.read<{ at: number }>('learned', phrases.bot)
    const from = (mark?.value.at ?? 0) - overlap
    const known = new Set((await store.list<Collected>('phrase')).map(({ id }) => id))
    let after: string | undefined
    let newest = mark?.value.at ?? 0
    for (let looked = 0; looked < mostLooked; looked += page) {
      const stretch = await store.conversations({
        order: 'recent',
        limit: page,
        ...(after === undefined ? {} : { after }),
      })
      for (const conversation of stretch) {
        newest = Math.max(newest, conversation.at)
        if (conversation.at >= from) await collectFrom(conversation, known)
      }
      const last = stretch.at(-1)
      if (!last || stretch.length < page || last.at < from) break
      after = last.id
    }
    await store.write('learned', phrases.bot, { at: newest }, mark?.rev ?? 0)
    await trim()
  }

  async function collectFrom({ id, state }: Conversation, known: Set<string>): Promise<void> {
    const entries = await store.entries(
      { conversation: id },
      { before: Number.MAX_SAFE_INTEGER, limit: stretch },
    )
    for (const gleaned of glean(entries)) {
      const name = `${id}@${gleaned.position}`
      const answer = gleaned.answer
      if (known.has(name) && answer === undefined) continue
      const language = gleaned.language ?? state.language
      const phrase: Collected = {
        ...gleaned,
        conversation: id,
        language,
        text: mask(gleaned.text, { language }).slice(0, longestText),
        ...(answer === undefined ? {} : { answer: mask(answer, { language }).slice(0, longestAnswer) }),
        state: 'new',
      }
      if (!known.has(name)) await store.write('phrase', name, phrase, 0)
      else await addAnswer(name, phrase)
    }
  }

  /** A person answered what was collected before. */
  async function addAnswer(name: string, { answer }: Collected): Promise<void> {
    const found = await store.read<Collected>('phrase', name)
    if (!found || found.value.answer === answer) return
    await store.write('phrase', name, { ...found.value, answer }, found.rev)
  }

  async function trim(): Promise<void> {
    const all = await store.list<Collected>('phrase')
    const old = all.toSorted((one, other) => other.value.at.localeCompare(one.value.at)).slice(mostKept)
    for (const { id } of old) await store.erase('phrase', id)
  }

  /** What nobody has decided about yet, by likeness, the largest group first. */
  async function groups(): Promise<PhraseGroup[]> {
    await collect()
    const all = (await store.list<Collected>('phrase')).filter(({ value }) => value.state === 'new')
    const newest = all.toSorted((one, other) => other.value.at.localeCompare(one.value.at))
    const items = newest.map(({ id, value }) => ({ ...value, id }))
    const release = await releases.of(phrases.bot)
    const found = phraseGroups(items).slice(0, mostGroups)
    return Promise.all(found.map((members) => describe(members, release)))
  }

  async function describe(members: (Collected & { id: string })[], release: Release): Promise<PhraseGroup> {
    const [first] = members
    const { text, language, at } = first ?? { text: '', language: 'en', at: '' }
    const { intent, confidence } = await release.understand(text, { language, at })
    return {
      id: first?.id ?? '',
      count: members.length,
      phrases: members.map(({ id }) => id),
      examples: members.slice(0, mostExamples).map(({ text, language, at, why, answer, conversation }) => ({
        ...{ text, language, at, why, conversation },
        ...(answer === undefined ? {} : { answer }),
      })),
      nearest: intent === null ? null : { intent, confidence },
    }
  }

  /** Puts phrases under an intent, known or new, or ignores them. Gives how many were found. */
  async function decide(ids: readonly string[], as: 'ignored' | { intent: string }): Promise<number> {
    const read = await Promise.all(ids.map((id) => store.read<Collected>('phrase', id)))
    const found = read.filter((one): one is Document<Collected> => one?.value.state === 'new')
    if (as !== 'ignored')
      for (const [language, group] of Map.groupBy(found, ({ value }) => value.language))
        await phrases.addPhrases(
          as.intent,
          language,
          group.map(({ value }) => value.text),
        )
    for (const { id, rev, value } of found) {
      const decided = as === 'ignored' ? { state: as } : { state: 'added', intent: as.intent }
      const written = await store.write('phrase', id, { ...value, ...decided }, rev)
      if (written === null) log.info({ phrase: id }, 'somebody else decided about a phrase meanwhile')
    }
    return found.length
  }

  /** What people answered, for the like to be answered again. */
  async function answered(): Promise<(Collected & { answer: string })[]> {
    const all = await store.list<Collected>('phrase')
    return all.flatMap(({ value }) =>
      value.answer === undefined ? [] : [{ ...value, answer: value.answer }],
    )
  }

  return { collect, groups, decide, answered }
}

const mostGroups = 100
const mostExamples = 5
