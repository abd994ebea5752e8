import type { SQLInputValue } from 'node:sqlite'
import type { State } from '../../../flows/state.ts'
import type { Conversation, ConversationQuery, Store } from '../../store.ts'
import type { Database } from './group.ts'
import { halves, integer, integerOrNull, type Row, text, textOrNull, word } from './row.ts'

/** Conversations as the inbox lists and counts them. */
export function conversations(
  db: Database,
): Pick<Store, 'conversation' | 'conversations' | 'counts' | 'place'> {
  const { sql, prepare, read } = db
  return {
    conversation: (id) =>
      read(() => {
        const row = find(db, id)
        return row ? conversationOf(row) : null
      }),

    conversations: (query) =>
      read(() => {
        const { where, values } = conditions(db, query)
        const order = query.order === 'due' ? 'due, since, row' : 'at DESC, row DESC'
        const statement = prepare(
          `SELECT * FROM conversations WHERE ${['TRUE', ...where].join(' AND ')} ORDER BY ${order} LIMIT ? + 0`,
        )
        return statement.all(...values, query.limit).map(conversationOf)
      }),

    counts: () =>
      read(() => {
        const modes = { bot: 0, waiting: 0, human: 0, closed: 0 }
        const queues: Record<string, number> = {}
        for (const row of sql.all`SELECT mode, queue, count FROM tallies WHERE count > 0`) {
          modes[word(row, 'mode', ['bot', 'waiting', 'human', 'closed'])] += integer(row, 'count')
          if (row.queue !== '') queues[text(row, 'queue')] = integer(row, 'count')
        }
        return { modes, queues }
      }),

    place: (id) =>
      read(() => {
        const row = find(db, id)
        if (!row || row.queue === null) return null
        const before = sql.get`
          SELECT count(*) AS count FROM conversations WHERE queue = ${text(row, 'queue')} AND
          (due, since, row) < (${integer(row, 'due')}, ${integer(row, 'since')}, ${integer(row, 'row')})`
        return integer(before ?? {}, 'count') + 1
      }),
  }
}

function find({ sql }: Database, id: string): Row | undefined {
  const [identity, n] = halves(id)
  return sql.get`SELECT * FROM conversations WHERE identity = ${identity} AND n = ${n}`
}

function conditions(db: Database, query: ConversationQuery): { where: string[]; values: SQLInputValue[] } {
  const where: string[] = []
  const values: SQLInputValue[] = []
  const and = (condition: string, ...given: SQLInputValue[]) => {
    where.push(condition)
    values.push(...given)
  }
  if (query.order === 'due') and('queue IS NOT NULL')
  // The plus keeps the index of modes out of it: one contact's conversations are fewer than any mode's.
  if (query.mode !== undefined) and(query.contact === undefined ? 'mode = ?' : '+mode = ?', query.mode)
  if (query.owner !== undefined) and('owner = ?', query.owner)
  // In these words the index of agents' conversations is found.
  if (query.owner?.startsWith('agent:')) and("owner GLOB 'agent:*'")
  if (query.queue !== undefined) and('queue = ?', query.queue)
  if (query.account !== undefined) and('account = ?', query.account)
  if (query.contact !== undefined)
    and('identity IN (SELECT id FROM identities WHERE contact = ?)', query.contact)

  const last = query.after === undefined ? undefined : find(db, query.after)
  if (last && query.order === 'recent') and('(at, row) < (?, ?)', integer(last, 'at'), integer(last, 'row'))
  // One that has left the queue has no place in it: then the list begins anew, so that nobody is passed over.
  if (last && query.order === 'due' && last.due !== null)
    and('(due, since, row) > (?, ?, ?)', integer(last, 'due'), integer(last, 'since'), integer(last, 'row'))
  return { where, values }
}

function conversationOf(row: Row): Conversation {
  const state: State = JSON.parse(text(row, 'state'))
  const identity = text(row, 'identity')
  return {
    id: `${identity}#${integer(row, 'n')}`,
    identity,
    account: text(row, 'account'),
    release: state.release,
    cursor: integer(row, 'cursor'),
    mode: state.mode,
    owner: state.owner,
    epoch: state.epoch,
    closedAt: integerOrNull(row, 'closed'),
    queue: textOrNull(row, 'queue'),
    since: integerOrNull(row, 'since'),
    due: integerOrNull(row, 'due'),
    tags: JSON.parse(text(row, 'tags')),
    preview: text(row, 'preview'),
    at: integer(row, 'at'),
    state,
  }
}
