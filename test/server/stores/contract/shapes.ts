import type { State } from '../../../../flows/state.ts'
import type { Owner } from '../../../../handoff/states.ts'
import type { Commit, Item, NewJob, Store } from '../../../../server/store.ts'

export const account = 'web/site'
export const hour = 3_600_000
export const day = 24 * hour
/** The first time on the clock. */
export const start = Date.parse('2026-01-05T09:00:00Z')

/** Two handles on the same data, and the clock they go by. */
export interface World {
  a: Store
  b: Store
  clock: { now: number }
}

/** Makes an identity and returns its id. */
export async function person({ a }: World, name: string): Promise<string> {
  return (await a.identify(account, { id: name })).id
}

export function message(id: string): Item {
  return {
    key: `message:${id}`,
    by: 'customer',
    event: { type: 'message', id, message: { type: 'text', text: id } },
    opens: true,
  }
}

export function receipt(id: string): Item {
  return {
    key: `receipt:${id}:read`,
    by: 'system',
    event: { type: 'receipt', id, status: 'read' },
    quiet: true,
  }
}

export function note(id: string): Item {
  return { key: `note:${id}`, by: 'agent:ann', event: { type: 'note', epoch: 0, text: id } }
}

/** What a send came to. */
export function sent(job: string, tries = 1): Item {
  return {
    key: `sent:${job}:${tries}`,
    by: 'system',
    event: { type: 'sent', job, id: `p-${job}`, message: { type: 'text', text: job } },
    quiet: true,
  }
}

export function failed(job: string, kind: 'dead' | 'unknown', tries = 1): Item {
  return {
    key: `failed:${job}:${tries}`,
    by: 'system',
    event: { type: 'failed', job, class: kind, reason: 'the platform said no' },
  }
}

/** A conversation's state; odd epochs are an agent's. */
export function state(epoch = 0, more: Partial<State> = {}): State {
  const owner: Owner = epoch % 2 === 1 ? 'agent:ann' : 'bot'
  return {
    version: 1,
    release: 1,
    mode: owner === 'bot' ? 'bot' : 'human',
    owner,
    epoch,
    frames: [],
    variables: {},
    language: 'en',
    heard: new Date(start).toISOString(),
    counter: 0,
    armed: {},
    ...more,
  }
}

/** A state that waits in a queue since a time, and is promised an answer by another (ms). */
export function waiting(queue: string, since: number, due: number): State {
  const [from, to] = [new Date(since).toISOString(), new Date(due).toISOString()]
  return state(2, {
    mode: 'waiting',
    owner: 'queue',
    waiting: { queue, reason: 'asked', since: from, due: to, collected: {} },
  })
}

export function send(key: string, epoch = 0, author: NewJob['author'] = 'bot', due = start): NewJob {
  const from = author === 'agent' ? 'agent:ann' : author
  return {
    key,
    epoch,
    author,
    effect: { type: 'send', author: from, message: { type: 'text', text: key } },
    due,
  }
}

export function wake(key: string, due = start): NewJob {
  return {
    key,
    epoch: 0,
    author: 'parley',
    effect: { type: 'wake', key, at: new Date(due).toISOString() },
    due,
  }
}

export function call(key: string): NewJob {
  const request = { method: 'POST', url: 'https://shop.example', timeout: 5000 } as const
  return { key, epoch: 0, author: 'bot', effect: { type: 'call', key, request }, due: start }
}

/** A turn that read the positions after `from` up to `to`. */
export function turn(conversation: string, from: number, to: number, more: Partial<Commit> = {}): Commit {
  return {
    conversation,
    account,
    from,
    to,
    state: state(),
    readings: Array.from({ length: to - from }, (_, index) => ({
      position: from + 1 + index,
      reading: { outcome: { type: 'accepted' } },
    })),
    jobs: [],
    cancel: [],
    again: [],
    records: [],
    free: [],
    ...more,
  }
}
