import { describe, expect, test } from 'vitest'
import { act } from '../../../flows/nodes/act.ts'
import { ask } from '../../../flows/nodes/ask.ts'
import { branch } from '../../../flows/nodes/branch.ts'
import { call } from '../../../flows/nodes/call.ts'
import { choose } from '../../../flows/nodes/choose.ts'
import { clarify } from '../../../flows/nodes/clarify.ts'
import { end } from '../../../flows/nodes/end.ts'
import { handoff } from '../../../flows/nodes/handoff.ts'
import { jump } from '../../../flows/nodes/jump.ts'
import { run } from '../../../flows/nodes/run.ts'
import { say } from '../../../flows/nodes/say.ts'
import { set } from '../../../flows/nodes/set.ts'
import { understand } from '../../../flows/nodes/understand.ts'
import { wait } from '../../../flows/nodes/wait.ts'
import { said, scope } from './scope.ts'

describe('say', () => {
  test('says a text and goes on', () => {
    expect(say.enter({ say: 'Hello' }, scope())).toEqual({
      say: [{ type: 'text', text: 'Hello' }],
      then: { exit: 'next' },
    })
  })

  test('puts the words into the caption, the title or the label', () => {
    const media = { kind: 'image', url: 'https://shop.example/a.png' } as const
    const place = { latitude: 1, longitude: 2 }
    expect(say.enter({ say: 'Sizes', media }, scope()).say).toEqual([
      { type: 'media', ...media, alt: 'Sizes' },
    ])
    expect(say.enter({ say: 'Shoes', card: { text: 'Red' } }, scope()).say).toEqual([
      { type: 'card', title: 'Shoes', text: 'Red', choices: [] },
    ])
    expect(say.enter({ say: 'Shop', location: place }, scope()).say).toEqual([
      { type: 'location', ...place, label: 'Shop' },
    ])
  })
})

describe('ask', () => {
  const order = {
    ask: 'Number?',
    into: 'order',
    pattern: '^[A-Z]{2}[0-9]{6}$',
    again: ['Like AB123456.', 'Once more.'],
  }

  test('keeps an answer that fits', () => {
    expect(ask.hear?.(order, scope(), said(' AB123456 '))).toEqual({
      set: { order: 'AB123456' },
      then: { exit: 'filled' },
    })
  })

  test('says each text again once, then gives up', () => {
    const first = ask.hear?.(order, scope(), said('what?'))
    expect(first).toEqual({
      missed: true,
      memory: { tries: 1 },
      say: [{ type: 'text', text: 'Like AB123456.' }],
      then: 'wait',
    })
    expect(ask.hear?.(order, scope({ memory: { tries: 1 } }), said('what?'))?.say).toEqual([
      { type: 'text', text: 'Once more.' },
    ])
    expect(ask.hear?.(order, scope({ memory: { tries: 2 } }), said('what?'))).toEqual({
      missed: true,
      then: { exit: 'gaveUp' },
    })
  })

  test('asks even when a message led here', () => {
    expect(ask.enter(order, scope({ opening: said('AB123456') })).then).toBe('wait')
  })

  test('measures numbers by their size and texts by their length', () => {
    const age = { ask: 'Age?', into: 'age', as: 'number', min: 18, max: 120 } as const
    expect(ask.hear?.(age, scope(), said('18'))?.set).toEqual({ age: 18 })
    expect(ask.hear?.(age, scope(), said('17'))?.missed).toBe(true)
    expect(ask.hear?.(age, scope(), said('121'))?.missed).toBe(true)
    expect(ask.hear?.({ ask: 'Why?', into: 'why', min: 3 }, scope(), said('no'))?.missed).toBe(true)
  })

  test('takes a value that was understood out of a sentence', () => {
    const entities = [{ name: 'email', value: 'ann@shop.example', start: 6, end: 22 }]
    const mail = { ask: 'Mail?', into: 'mail', as: 'email' } as const
    expect(ask.hear?.(mail, scope(), said('it is ann@shop.example', { entities }))?.set).toEqual({
      mail: 'ann@shop.example',
    })
  })
})

describe('choose', () => {
  const options = {
    choose: 'What?',
    choices: { late: 'Está atrasado', other: 'Something else', delivery: 'Delivery' },
  }
  const exitFor = (...args: Parameters<typeof said>) => choose.hear?.(options, scope(), said(...args)).then

  test('offers its choices', () => {
    expect(choose.enter(options, scope()).say).toEqual([
      {
        type: 'choices',
        text: 'What?',
        choices: [
          { value: 'late', text: 'Está atrasado' },
          { value: 'other', text: 'Something else' },
          { value: 'delivery', text: 'Delivery' },
        ],
      },
    ])
  })

  test('takes a button, a number, a label without its accents, a value and an intent', () => {
    expect(exitFor('pressed', undefined, 'late')).toEqual({ exit: 'late' })
    expect(exitFor('2')).toEqual({ exit: 'other' })
    expect(exitFor('esta ATRASADO!')).toEqual({ exit: 'late' })
    expect(exitFor('Other')).toEqual({ exit: 'other' })
    expect(exitFor('when does it come', { intent: 'delivery', decision: 'answer' })).toEqual({
      exit: 'delivery',
    })
  })

  test('takes a label that is a number before the number of a choice', () => {
    const sizes = { choose: 'Size?', choices: { small: '2', large: '1' } }
    expect(choose.hear?.(sizes, scope(), said('1'))?.then).toEqual({ exit: 'large' })
  })

  test('keeps what was picked where it is told to', () => {
    expect(choose.hear?.({ ...options, into: 'topic' }, scope(), said('1'))?.set).toEqual({ topic: 'late' })
  })

  test('asks again, and gives up only where that leads somewhere', () => {
    const last = { memory: { tries: 2 } }
    expect(choose.hear?.(options, scope(), said('hm'))).toMatchObject({
      missed: true,
      memory: { tries: 1 },
      then: 'wait',
    })
    expect(choose.hear?.(options, scope(last), said('hm'))).toMatchObject({ missed: true, then: 'wait' })
    expect(choose.hear?.(options, scope({ ...last, exits: ['gaveUp'] }), said('hm'))).toEqual({
      missed: true,
      then: { exit: 'gaveUp' },
    })
  })
})

describe('branch', () => {
  test('takes the first condition that holds, else the other way', () => {
    const way = (daysLate: number) =>
      branch.enter(
        { branch: { late: { greater: ['found.daysLate', 3] }, known: { set: 'found' } } },
        scope({ variables: { found: { daysLate } } }),
      ).then
    expect(way(4)).toEqual({ exit: 'late' })
    expect(way(3)).toEqual({ exit: 'known' })
    expect(branch.enter({ branch: { late: { greater: ['found.daysLate', 3] } } }, scope()).then).toEqual({
      exit: 'else',
    })
  })

  test('knows whether the shop is open and who is on duty', () => {
    expect(branch.enter({ branch: { yes: { equal: ['now.open', true] } } }, scope()).then).toEqual({
      exit: 'yes',
    })
    expect(
      branch.enter({ branch: { yes: { equal: ['now.queues.default.staffed', true] } } }, scope()).then,
    ).toEqual({ exit: 'yes' })
  })
})

describe('understand', () => {
  const options = { understand: 'What can I do?' }
  const exits = ['delivery', 'returns', 'unknown']

  test('uses the message that led here instead of asking', () => {
    const opening = said('how long', { intent: 'delivery', decision: 'answer' })
    expect(understand.enter(options, scope({ exits, opening })).then).toEqual({ exit: 'delivery' })
    expect(understand.enter(options, scope({ exits, opening: said('hello') })).say).toEqual([
      { type: 'text', text: 'What can I do?' },
    ])
  })

  test('takes the intent that was settled before, once', () => {
    expect(understand.enter(options, scope({ exits, variables: { '~meant': 'delivery' } }))).toEqual({
      set: { '~meant': null },
      then: { exit: 'delivery' },
    })
  })

  test('asks which of two of its own exits was meant, by their labels, once', () => {
    const unsure = { intent: 'delivery', runnerUp: 'returns', decision: 'ask' } as const
    const asked = understand.hear?.(options, scope({ exits }), said('it', unsure))
    expect(asked?.say).toEqual([
      {
        type: 'choices',
        text: 'Did you mean one of these?',
        choices: [
          { value: 'delivery', text: 'Delivery times' },
          { value: 'returns', text: 'returns' },
        ],
      },
    ])
    const memory = asked?.memory ?? {}
    expect(understand.hear?.(options, scope({ exits, memory }), said('2'))?.then).toEqual({ exit: 'returns' })
    expect(understand.hear?.(options, scope({ exits, memory }), said('it', unsure))?.missed).toBe(true)
  })

  test('takes “unsure” if it leads somewhere, else asks again, then “unknown”', () => {
    const unsure = said('it', { intent: 'delivery', runnerUp: 'other', decision: 'ask' })
    expect(understand.hear?.(options, scope({ exits: [...exits, 'unsure'] }), unsure)).toEqual({
      missed: true,
      then: { exit: 'unsure' },
    })
    expect(understand.hear?.(options, scope({ exits }), unsure)).toMatchObject({ missed: true, then: 'wait' })
    expect(understand.hear?.(options, scope({ exits, memory: { tries: 1 } }), said('it'))).toEqual({
      missed: true,
      then: { exit: 'unknown' },
    })
  })

  test('does not follow an intent that is no exit', () => {
    const heard = said('pay', { intent: 'payment', decision: 'answer' })
    expect(understand.hear?.(options, scope({ exits }), heard)?.missed).toBe(true)
  })
})

describe('set', () => {
  test('sets variables, remembers of the contact and tags', () => {
    const options = { set: { topic: 'late', 'contact.name': 'Ann' }, tag: { add: ['late'] } }
    expect(set.enter(options, scope())).toEqual({
      set: { topic: 'late' },
      ask: [{ remember: { name: 'name', value: 'Ann' } }, { tag: { add: ['late'] } }],
      then: { exit: 'next' },
    })
  })
})

describe('wait', () => {
  test('is woken after its time', () => {
    expect(wait.enter({ wait: '2h' }, scope())).toEqual({
      ask: [{ wake: { in: 7_200_000 }, name: 'over' }],
      then: 'wait',
    })
    expect(wait.hear?.({ wait: '2h' }, scope(), { type: 'wake', name: 'over' })?.then).toEqual({
      exit: 'next',
    })
  })

  test('leaves for a message only where that leads somewhere', () => {
    expect(wait.hear?.({ wait: '2h' }, scope(), said('hm'))).toEqual({ missed: true, then: 'wait' })
    expect(wait.hear?.({ wait: '2h' }, scope({ exits: ['message'] }), said('hm'))).toEqual({
      missed: true,
      then: { exit: 'message' },
    })
  })
})

describe('call', () => {
  test('asks with five seconds unless told otherwise, a minute at most', () => {
    const requestOf = (options: Parameters<typeof call.enter>[0]) => call.enter(options, scope()).ask?.[0]
    expect(requestOf({ call: { get: '/a' } })).toEqual({
      call: { method: 'GET', url: '/a', timeout: 5000 },
      name: 'call',
    })
    expect(
      requestOf({ call: { post: '/a', body: { a: 1 }, headers: { 'X-A': 'b' }, timeout: '1d' } }),
    ).toEqual({
      call: { method: 'POST', url: '/a', body: { a: 1 }, headers: { 'X-A': 'b' }, timeout: 60_000 },
      name: 'call',
    })
  })

  test('keeps the answer only when it went well', () => {
    const options = { call: { get: '/a' }, into: 'found' } as const
    const result = (exit: 'ok' | 'failed') =>
      call.hear?.(options, scope(), { type: 'result', name: 'call', exit, value: { a: 1 } })
    expect(result('ok')).toEqual({ set: { found: { a: 1 } }, then: { exit: 'ok' } })
    expect(result('failed')).toEqual({ then: { exit: 'failed' } })
    expect(call.hear?.(options, scope(), said('hello?'))).toEqual({ missed: true, then: 'wait' })
  })
})

describe('act', () => {
  test('runs the action with its input and keeps what comes of it', () => {
    const options = { act: 'case_number', input: { letter: 'C' }, into: 'number' }
    expect(act.enter(options, scope()).ask).toEqual([
      { act: { name: 'case_number', input: { letter: 'C' } }, name: 'act' },
    ])
    expect(act.hear?.(options, scope(), { type: 'result', name: 'act', exit: 'ok', value: 'C-1' })).toEqual({
      set: { number: 'C-1' },
      then: { exit: 'ok' },
    })
  })
})

describe('jump and run', () => {
  test('name the flow they lead into', () => {
    expect(jump.flows?.({ jump: 'orders' })).toEqual(['orders'])
    expect(run.flows?.({ run: 'orders' })).toEqual(['orders'])
  })

  test('hand over only what they are told to', () => {
    expect(jump.enter({ jump: 'orders', with: { a: 1 } }, scope({ variables: { b: 2 } })).then).toEqual({
      jump: 'orders',
      with: { a: 1 },
    })
    expect(run.enter({ run: 'orders' }, scope({ variables: { b: 2 } })).then).toEqual({
      run: 'orders',
      with: {},
    })
  })

  test('take the outputs by name, and null for one that is not there', () => {
    const options = { run: 'orders', into: { mine: 'theirs', none: 'constructor' } }
    expect(run.hear?.(options, scope(), { type: 'returned', value: { theirs: 1, other: 2 } })).toEqual({
      set: { mine: 1, none: null },
      then: { exit: 'next' },
    })
  })
})

describe('handoff', () => {
  test('says which queue and what was collected', () => {
    expect(handoff.enter({ handoff: true }, scope()).then).toEqual({ handoff: {} })
    expect(handoff.enter({ handoff: { queue: 'orders', collected: ['order'] } }, scope()).then).toEqual({
      handoff: { queue: 'orders', collected: ['order'] },
    })
  })

  test('branches on how it went, and ends where that leads nowhere', () => {
    const released = { type: 'released', outcome: 'not', fields: {} } as const
    expect(handoff.hear?.({ handoff: true }, scope({ exits: ['not'] }), released)?.then).toEqual({
      exit: 'not',
    })
    expect(handoff.hear?.({ handoff: true }, scope({ exits: ['resolved'] }), released)?.then).toEqual({
      end: {},
    })
  })
})

describe('end', () => {
  test('gives the named variables back', () => {
    expect(end.enter({ end: ['a', 'toString'] }, scope({ variables: { a: 1, b: 2 } })).then).toEqual({
      end: { a: 1, toString: null },
    })
    expect(end.enter({ end: true }, scope()).then).toEqual({ end: {} })
  })
})

describe('clarify', () => {
  const options = [
    { intent: 'delivery', flow: 'faq', text: 'Delivery times' },
    { intent: 'order_status', flow: 'orders', text: 'My order' },
  ]
  const around = scope({ variables: { options } })

  test('offers both and neither', () => {
    expect(clarify.enter({ clarify: true }, around).say).toEqual([
      {
        type: 'choices',
        text: 'Did you mean one of these?',
        choices: [
          { value: 'faq', text: 'Delivery times' },
          { value: 'orders', text: 'My order' },
          { value: 'neither', text: 'None of these' },
        ],
      },
    ])
  })

  test('jumps to what was meant with its intent, ends at neither, and misses anything else', () => {
    const hear = (text: string) => clarify.hear?.({ clarify: true }, around, said(text))
    expect(hear('delivery times')).toEqual({ then: { jump: 'faq', with: { '~meant': 'delivery' } } })
    expect(hear('3')).toEqual({ then: { end: {} } })
    expect(hear('what?')).toEqual({ missed: true, then: { end: {} } })
  })
})
