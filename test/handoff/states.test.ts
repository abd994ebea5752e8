import { describe, expect, test } from 'vitest'
import { type Happening, isAgent, type Ownership, phone, react } from '../../handoff/states.ts'
import { de } from '../../handoff/texts/de.ts'
import { en } from '../../handoff/texts/en.ts'
import { es } from '../../handoff/texts/es.ts'
import { fr } from '../../handoff/texts/fr.ts'
import { id } from '../../handoff/texts/id.ts'
import { pt } from '../../handoff/texts/pt.ts'

const bot: Ownership = { mode: 'bot', owner: 'bot', epoch: 3 }
const waiting: Ownership = { mode: 'waiting', owner: 'queue', epoch: 3 }
const human: Ownership = { mode: 'human', owner: 'agent:ann', epoch: 3 }
const closed: Ownership = { mode: 'closed', owner: 'bot', epoch: 3 }
const by = (name: string, type: Happening['type'], epoch = 3): Happening => ({
  type,
  by: `agent:${name}`,
  epoch,
})
const taking = (name: string, type: Happening['type'], epoch = 3): Happening => ({
  ...by(name, type, epoch),
  agent: `agent:${name}`,
})

describe('the conversation’s machine', () => {
  test('a new owner is a new epoch, the same owner is not', () => {
    expect(react(bot, { type: 'handover' }).next).toEqual({ mode: 'waiting', owner: 'queue', epoch: 4 })
    expect(react(waiting, taking('ann', 'take')).next).toEqual({
      mode: 'human',
      owner: 'agent:ann',
      epoch: 4,
    })
    expect(react(human, by('ann', 'release')).next).toEqual({ mode: 'bot', owner: 'bot', epoch: 4 })
    expect(react(human, by('ann', 'close')).next).toEqual({ mode: 'closed', owner: 'bot', epoch: 4 })
    expect(react(bot, by('ann', 'close')).next).toEqual({ mode: 'closed', owner: 'bot', epoch: 3 })
    expect(react(closed, { type: 'message' }).next).toEqual({ mode: 'bot', owner: 'bot', epoch: 3 })
    expect(react(human, taking('ann', 'take', 1)).next).toEqual(human)
  })

  test('says what is to be done, in order', () => {
    expect(react(bot, { type: 'handover' }).doing).toEqual(['enqueue', 'announce'])
    expect(react(waiting, taking('ann', 'take')).doing).toEqual(['dequeue', 'join'])
    expect(react(waiting, by('bob', 'transfer')).doing).toEqual(['dequeue', 'enqueue', 'announce'])
    expect(react(waiting, { type: 'back' }).doing).toEqual(['dequeue', 'giveBack'])
    expect(react(bot, { type: 'silence' }).doing).toEqual(['goodbye', 'forget'])
    expect(react(waiting, { type: 'message' }).doing).toEqual(['keep'])
    expect(react(human, { type: 'message' }).doing).toEqual(['keep'])
  })

  test('refuses what is stale or another’s, and then changes nothing', () => {
    const refused: [Ownership, Happening][] = [
      [bot, taking('ann', 'take', 2)],
      [bot, by('ann', 'reply')],
      [bot, by('ann', 'release')],
      [bot, taking('ann', 'assign')],
      [waiting, by('ann', 'reply')],
      [waiting, by('ann', 'close', 2)],
      [waiting, by('ann', 'release', 2)],
      [human, by('bob', 'reply')],
      [human, by('bob', 'release')],
      [human, by('bob', 'close')],
      [human, taking('bob', 'take', 2)],
      [human, { ...by('bob', 'transfer'), agent: 'agent:bob' }],
      [human, taking('dee', 'assign')],
      [human, { type: 'silence' }],
      [closed, taking('ann', 'take')],
      [closed, by('ann', 'reply')],
    ]
    for (const [now, happening] of refused)
      expect(react(now, happening), `${now.mode} ${happening.type}`).toEqual({ next: now, doing: ['refuse'] })
  })

  test('a take with the current epoch is a deliberate take-over; in the queue an older view does', () => {
    expect(react(human, taking('bob', 'take')).next).toEqual({ mode: 'human', owner: 'agent:bob', epoch: 4 })
    expect(react(waiting, taking('bob', 'take', 1)).next.owner).toBe('agent:bob')
  })

  test('an answer from the phone app takes it, and silence then closes it', () => {
    for (const now of [bot, waiting, closed]) {
      const { next } = react(now, { type: 'echo', agent: phone })
      expect(next).toEqual({ mode: 'human', owner: phone, epoch: 4 })
      expect(react(next, { type: 'silence' }).next.mode).toBe('closed')
    }
    expect(react(human, { type: 'echo', agent: phone }).next).toEqual(human)
  })

  test('answers every happening in every mode', () => {
    const types = [
      'message',
      'start',
      'unreadable',
      'back',
      'handover',
      'due',
      'failed',
      'echo',
      'silence',
      'promise',
      'place',
      'take',
      'assign',
      'reply',
      'transfer',
      'release',
      'close',
      'reopen',
      'note',
      'tag',
      'retry',
    ] as const
    for (const now of [bot, waiting, human, closed])
      for (const type of types) {
        const { next, doing } = react(now, taking('ann', type))
        expect(doing.length).toBeGreaterThan(0)
        expect(next.owner === 'bot' || next.owner === 'queue' || isAgent(next.owner)).toBe(true)
        expect({ bot: 'bot', closed: 'bot', waiting: 'queue', human: next.owner }[next.mode]).toBe(next.owner)
      }
  })
})

test('every language says the same things, with the same values in them', () => {
  const values = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort()
  for (const [language, texts] of Object.entries({ es, id, de, fr, pt })) {
    expect(Object.keys(texts).sort(), language).toEqual(Object.keys(en).sort())
    for (const [name, text] of Object.entries(texts)) {
      expect(text.trim(), `${language} ${name}`).not.toBe('')
      expect(values(text), `${language} ${name}`).toEqual(values(Reflect.get(en, name)))
    }
  }
})
