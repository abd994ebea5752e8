import type { Entry } from '../bots/entry.ts'
import { brief } from '../handoff/brief.ts'
import type { Accounts } from './accounts.ts'
import { allowed } from './allowed.ts'
import type { Counts, Detail, Line, Me, Summary, View } from './api.ts'
import type { Media } from './media.ts'
import type { People } from './people.ts'
import type { Conversation, ConversationQuery, ReadEntry, Store } from './store.ts'

export type Desk = ReturnType<typeof createDesk>

/** What the dashboard shows, read from the store: lines of the inbox, one conversation, its journal. */
export function createDesk(needs: {
  store: Store
  people: People
  accounts: () => Accounts
  media: Media
  clock: () => number
}) {
  const { store, people, accounts, media, clock } = needs

  async function names(): Promise<Map<string, string>> {
    return new Map((await people.all()).map((one) => [one.id, one.name]))
  }

  async function summaries(conversations: Conversation[]): Promise<Summary[]> {
    const known = await names()
    return Promise.all(conversations.map((one) => summary(one, known)))
  }

  async function summary(conversation: Conversation, known: Map<string, string>): Promise<Summary> {
    const { state, owner, account } = conversation
    const identity = await store.identity(conversation.identity)
    const contact = identity && (await store.contact(identity.contact))
    const ownerName = nameOf(owner, known)
    const name = contact?.fields.name
    return {
      id: conversation.id,
      name:
        (typeof name === 'string' && name) ||
        identity?.name ||
        `Visitor ${identity?.address.slice(-4) ?? ''}`,
      channel: account.split('/')[0] ?? account,
      account,
      mode: conversation.mode,
      owner,
      ...(ownerName ? { ownerName } : {}),
      epoch: conversation.epoch,
      preview: conversation.preview.slice(0, 200),
      at: new Date(conversation.at).toISOString(),
      language: state.language,
      tags: conversation.tags,
      ...(state.waiting
        ? {
            waiting: {
              queue: state.waiting.queue,
              reason: state.waiting.reason,
              since: state.waiting.since,
              due: state.waiting.due,
              late:
                state.waiting.late === true ||
                (state.mode === 'waiting' && Date.parse(state.waiting.due) < clock()),
            },
          }
        : {}),
    }
  }

  async function list(view: View, me: Me, page: { after?: string; limit: number }) {
    const conversations = await store.conversations({ ...queryOf(view, me), ...page })
    const last = conversations.length === page.limit ? conversations.at(-1) : undefined
    return {
      items: await summaries(conversations),
      ...(last ? { next: last.id } : {}),
      counts: await counts(me),
    }
  }

  async function counts(me: Me): Promise<Counts> {
    const { modes } = await store.counts()
    const mine = await store.conversations({ ...queryOf('mine', me), limit: 100 })
    return { queue: modes.waiting, mine: mine.length, bot: modes.bot, people: modes.human }
  }

  async function detail(id: string): Promise<Detail | null> {
    const conversation = await store.conversation(id)
    const identity = conversation && (await store.identity(conversation.identity))
    if (!conversation || !identity) return null
    const [contact, entries, jobs, earlier] = await Promise.all([
      store.contact(identity.contact),
      store.entries({ conversation: id }, { before: Number.MAX_SAFE_INTEGER, limit: 200 }),
      store.jobs({ conversation: id, limit: 50 }),
      store.conversations({ contact: identity.contact, limit: 20, order: 'recent' }),
    ])
    const [line] = await summaries([conversation])
    const account = accounts().get(identity.account)
    if (!line) return null
    return {
      conversation: line,
      brief: brief(entries, conversation.state),
      contact: {
        id: identity.contact,
        fields: contact?.fields ?? {},
        identities: (contact?.identities ?? []).map(({ id, account, address, name }) => ({
          id,
          account,
          address,
          name,
        })),
      },
      pending: jobs
        .filter((job) => job.effect.type === 'send' && job.status !== 'cancelled')
        .map(({ key, status, reason, tries }) => ({
          key,
          status: status === 'cancelled' ? null : status,
          reason,
          tries,
        })),
      allowed: await allowed(store, identity, account, clock()),
      earlier: earlier
        .filter((one) => one.id !== id)
        .map((one) => ({ id: one.id, at: new Date(one.at).toISOString(), mode: one.mode })),
    }
  }

  /** Journal entries as the dashboard sees them. */
  async function lines(entries: ReadEntry[]): Promise<Line[]> {
    const known = await names()
    return Promise.all(
      entries.map(async ({ raw: _, reading, ...entry }) => {
        const byName = nameOf(entry.by, known)
        const file = await media.lineOf(entry)
        return {
          ...entry,
          ...(byName ? { byName } : {}),
          ...(reading ? { outcome: reading.outcome } : {}),
          ...(file ? { file } : {}),
        }
      }),
    )
  }

  return { summaries, list, counts, detail, lines, names }
}

const nameOf = (by: Entry['by'] | Conversation['owner'], known: Map<string, string>): string | undefined =>
  by.startsWith('agent:')
    ? (known.get(by.slice('agent:'.length)) ?? (by === 'agent:phone' ? 'Phone app' : 'Somebody'))
    : undefined

function queryOf(view: View, me: Me): Pick<ConversationQuery, 'mode' | 'owner' | 'order'> {
  switch (view) {
    case 'queue':
      return { mode: 'waiting', order: 'due' }
    case 'mine':
      return { mode: 'human', owner: `agent:${me.id}`, order: 'recent' }
    case 'bot':
      return { mode: 'bot', order: 'recent' }
    case 'people':
      return { mode: 'human', order: 'recent' }
    case 'closed':
      return { mode: 'closed', order: 'recent' }
  }
}
