import type { Message } from '../../bots/message.ts'
import type { Answering, VisitorClient, VisitorLine } from '../api.ts'
import type { Corner } from './corner.ts'
import { createLeader } from './leader.ts'
import { createTabs } from './tabs.ts'
import { knownVisitor } from './visitor.ts'
import { forget, keep, retry, type Waiting, waitingIn } from './waiting.ts'

/** One conversation, followed from this tab. */
export type Talk = ReturnType<typeof createTalk>

/** What is known of the conversation, the same in every tab of the browser. */
export interface Known {
  lines: VisitorLine[]
  answering: Answering
  /** Whether somebody is writing to the visitor. */
  typing: boolean
  /** `new`: not connected yet. */
  connection: 'new' | 'live' | 'lost'
  /** Why the server turned us away, in its words. */
  refused: string | null
}

export interface TalkNeeds {
  /** `https://HOST/hooks/web/ACCOUNT` */
  url: string
  corner: Corner
  /** Tells this browser's tabs of one account from those of another. */
  name: string
  language: string
  /** What the page says the visit is about: sent once, with the first opening. */
  start?: string
  changed: () => void
}

/** Follows the visitor's conversation and sends what they write; nothing is lost by a reload, a tab or a lost line. */
export function createTalk({ url, corner, name, language, start, changed }: TalkNeeds) {
  let known: Known = { lines: [], answering: { who: 'bot' }, typing: false, connection: 'new', refused: null }
  let told = 0
  const leader = createLeader({
    url,
    corner,
    language,
    start,
    known: () => known,
    know(news) {
      known = { ...known, ...news }
      tabs.publish(known)
      changed()
    },
  })
  const unwatch = corner.watch(changed)
  const tabs = createTabs<Known, VisitorClient>({
    name,
    shared: corner.kept,
    lead: leader.lead,
    follow(state) {
      known = state
      changed()
    },
    hear: leader.tell,
    state: () => known,
  })

  return {
    known: () => known,
    visitor: () => knownVisitor(corner),
    waiting: () => waitingIn(corner).filter((item) => !known.lines.some((line) => line.id === item.id)),
    say: (message: Message) => keep(corner, { message }),
    retry: (item: Waiting) => retry(corner, item),
    forget: (item: Waiting) => forget(corner, item.id),
    seen: (position: number) => tabs.ask({ type: 'seen', position }),
    /** The visitor is writing; told at most every three seconds. */
    typing() {
      if (Date.now() - told < 3000) return
      told = Date.now()
      tabs.ask({ type: 'typing' })
    },
    close() {
      unwatch()
      tabs.close()
    },
  }
}
