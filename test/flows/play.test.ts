import { describe, expect, test } from 'vitest'
import { advance } from '../../flows/conversation.ts'
import { atLookup, atNumber, bot, deliver, hours, orders, place } from './sample.ts'
import { botOf, meaning, withOdd, world } from './world.ts'

describe('a talk', () => {
  test('digresses from a question and comes back to it, its tries kept', () => {
    const w = atNumber()
    expect(w.says('what?').said).toEqual(['bot: It looks like AB123456.'])
    expect(w.says('when do you open', meaning('opening_hours')).said).toEqual([
      'bot: We open at nine.',
      'bot: Your order number, please.',
    ])
    expect(w.state.frames[0]?.memory.tries).toBe(1)
    expect(w.says('do you deliver', meaning('delivery')).said).toEqual(['bot: Which city?'])
    expect(w.at()).toBe('bot orders.number > deliver.q')
    expect(w.says('and when open?', meaning('opening_hours')).said).toEqual([
      'bot: We open at nine.',
      'bot: Which city?',
    ])
    expect(w.says('Paris').said).toEqual(['bot: To Paris in two days.', 'bot: Your order number, please.'])
    w.says('AB123456')
    expect(w.at()).toBe('bot orders.lookup')
    expect(w.result('ok', { daysLate: 1, due: 'Monday' }).said).toEqual([
      'bot: It arrives on Monday.',
      'bot: Write again any time.',
    ])
    expect(w.at()).toBe('bot')
  })

  test('is handed over with what was collected after answers that were none', () => {
    const w = atNumber()
    w.says('x')
    expect(w.says('y').said).toEqual([place(3)])
    expect(w.at()).toBe('waiting orders.person')
    expect(w.state.waiting).toMatchObject({
      queue: 'orders',
      reason: 'not understood',
      collected: { order: null, topic: null },
      from: 'orders.person',
      place: 3,
    })
  })

  test('says the reason: the flow, a failed call, an exit nobody wired', () => {
    const one = botOf(['{flow: m, nodes: {a: {say: hi, next: p}, p: {handoff: true, exits: {}}}}'])
    const w = world(one)
    w.says('hi')
    expect(w.state.waiting?.reason).toBe('flow')
    const v = atLookup()
    v.result('failed', null)
    expect(v.state.waiting?.reason).toBe('error')
    const bare = botOf(['{flow: m, nodes: {a: {understand: What?, exits: {buy: z}}, z: end}}'])
    const u = world(bare)
    u.says('hm', meaning(null, 'unknown'))
    u.says('hm', meaning(null, 'unknown'))
    const lost = u.says('hm', meaning(null, 'unknown'))
    expect(lost.outcome.type).toBe('accepted')
    expect(u.state.waiting?.reason).toBe('not understood')
    expect(u.at()).toBe('waiting m.a')
  })

  test('uses the first message in the first node that can, and asks nothing twice', () => {
    const known = botOf([
      '{flow: m, nodes: {u: {understand: "What?", exits: {buy: a, unknown: z}}, a: {understand: "Which?", exits: {buy: z, unknown: z}}, z: end}}',
    ])
    expect(world(known).says('I want to buy', meaning('buy')).said).toEqual(['bot: Which?'])
    expect(world(known).says('hello', meaning(null, 'unknown')).said).toEqual(['bot: What?'])
  })

  test('runs a flow with inputs only and outputs back, also when that flow jumps; what is filled in is data', () => {
    const known = botOf([
      '{flow: m, nodes: {r: {run: sub, with: {who: Ann}, into: {got: name}, next: s}, s: {say: "got {{got}}", next: z}, z: end}}',
      '{flow: sub, nodes: {a: {ask: "Hi {{who}}", into: name, exits: {filled: j, gaveUp: j}}, j: {jump: other}}}',
      '{flow: other, nodes: {z: {ask: "n?{{who}}", into: name, exits: {filled: e, gaveUp: e}}, e: {end: [name]}}}',
    ])
    const w = world(known)
    expect(w.says('x').said).toEqual(['bot: Hi Ann'])
    expect(w.says('{{who}}').said).toEqual(['bot: n?'])
    expect(w.says('{{got}}').said).toEqual(['bot: got {{got}}'])
  })

  test('is answered in the contact’s language, then the detected one, then the account’s', () => {
    const known = botOf(
      [
        '{flow: m, nodes: {a: {ask: {en: "Name?", es: "¿Nombre?"}, into: x, exits: {filled: z, gaveUp: z}}, z: end}}',
      ],
      { languages: ['en', 'es'], texts: { es: { connecting: 'Ya viene alguien.' } } },
    )
    expect(world(known).says('hola', { ...meaning(null, 'unknown'), language: 'es' }).said).toEqual([
      'bot: ¿Nombre?',
    ])
    expect(world(known, { language: 'es-MX' }).says('x').said).toEqual(['bot: ¿Nombre?'])
    expect(world(known, { contact: { language: 'es' } }).says('x').said).toEqual(['bot: ¿Nombre?'])
    const w = world(known, { contact: { language: 'xx' } })
    expect(w.says('x').said).toEqual(['bot: Name?'])
    w.says('hola', { ...meaning(null, 'unknown'), language: 'es' })
    expect(w.state.language).toBe('en')
  })

  test('begins where a link says, and at the start when the link is unknown or names a step', () => {
    const start = (ref?: string) =>
      world(bot).put('customer', { type: 'start', ...(ref === undefined ? {} : { ref }) }).said
    expect(start('deliver')).toEqual(['bot: Which city?'])
    for (const ref of [undefined, '', 'gone', 'orders.person', '~clarify', 'constructor'])
      expect(start(ref)).toEqual(['bot: What is it about?\n- It is late\n- Something else'])
  })
})

describe('asking back', () => {
  test('is no place to come back to', () => {
    for (const [text, heard] of [
      ['get me someone real', meaning('person')],
      ['a person', undefined],
    ] as const) {
      const w = atNumber()
      w.says('d/o?', meaning('delivery', 'ask', 'opening_hours'))
      w.says(text, heard)
      expect(w.state.waiting?.reason).toBe('asked')
      expect(w.picks('bot').said).toEqual(['bot: Your order number, please.'])
      expect(w.at()).toBe('bot orders.number')
    }
  })

  test('is not begun by the flow’s own intent: its question is asked again', () => {
    const w = atNumber()
    expect(w.says('my order', meaning('order_status')).said).toEqual(['bot: It looks like AB123456.'])
    expect(w.at()).toBe('bot orders.number')
  })

  test('offers two flows and comes back to the question below', () => {
    const labelled = botOf([orders, hours, deliver], {
      labels: { en: { delivery: 'Delivery', opening_hours: 'Opening hours' } },
    })
    const w = world(labelled)
    w.says('hi')
    w.picks('late')
    expect(w.says('d/o?', meaning('delivery', 'ask', 'opening_hours')).said).toEqual([
      'bot: Did you mean one of these?\n- Delivery\n- Opening hours\n- None of these',
    ])
    expect(w.says('opening hours').said).toEqual(['bot: We open at nine.', 'bot: Your order number, please.'])
  })

  test('lets the question below have an answer that was none of the two', () => {
    const w = atNumber()
    w.says('d/o?', meaning('delivery', 'ask', 'opening_hours'))
    w.says('AB123456')
    expect(w.at()).toBe('bot orders.lookup')
  })

  test('leaves nobody without a word while a call is out below', () => {
    const w = atLookup()
    w.says('d/o?', meaning('delivery', 'ask', 'opening_hours'))
    expect(w.says('well?').said).toEqual(['parley: One moment, please.'])
    expect(w.at()).toBe('bot orders.lookup')
  })

  test('is not done twice: a person comes when the second try is not understood either', () => {
    const w = atNumber()
    w.says('d/o?', meaning('delivery', 'ask', 'opening_hours'))
    expect(w.says('o/d?', meaning('delivery', 'ask', 'opening_hours')).said).toEqual([
      'bot: It looks like AB123456.',
    ])
    const v = world(bot)
    v.says('d/o?', meaning('delivery', 'ask', 'opening_hours'))
    v.picks('neither')
    expect(v.state.waiting?.reason).toBe('not understood')
  })
})

describe('what fails', () => {
  test('recursion stops at 16 flows and reaches a person; what was there stays', () => {
    const w = world(
      botOf([
        '{flow: m, nodes: {a: {ask: "again?", into: x, exits: {filled: r, gaveUp: r}}, r: {run: m, next: z}, z: end}}',
      ]),
    )
    for (let i = 0; i < 16; i++) expect(w.says('y').said).toEqual(['bot: again?'])
    expect(w.state.frames).toHaveLength(16)
    expect(w.says('y').outcome.type).toBe('failed')
    expect(w.state.mode).toBe('waiting')
    expect(w.state.frames).toHaveLength(16)
    w.agent('ann', { type: 'take' })
    expect(w.agent('ann', { type: 'release', to: 'here' }).said).toEqual(['bot: again?'])
  })

  test('64 steps in a turn are taken, one more is not', () => {
    const chain = (length: number) =>
      botOf([
        `{flow: m, nodes: {${Array.from({ length }, (_, i) => `n${i}: {set: {x: ${i}}, next: n${i + 1}}`).join(', ')}, n${length}: {ask: "ready?", into: y, exits: {filled: n0, gaveUp: n0}}}}`,
      ])
    expect(world(chain(63)).says('hi').said).toEqual(['bot: ready?'])
    const w = world(chain(64))
    expect(w.says('hi').outcome).toEqual({ type: 'failed', error: 'more than 64 steps in one turn' })
    expect(w.state.mode).toBe('waiting')
  })

  test('20 messages in a turn are said, one more is not', () => {
    const many = (count: number) =>
      botOf(['{flow: m, nodes: {a: {odd: true}}}'], {
        kinds: withOdd({
          enter: () => ({
            say: Array.from({ length: count }, () => ({ type: 'text', text: 's' }) as const),
            then: 'wait',
          }),
        }),
      })
    expect(world(many(20)).says('hi').said).toHaveLength(20)
    expect(world(many(21)).says('hi').outcome.type).toBe('failed')
  })

  test('a node that throws or answers nothing leaves no trace, and a person comes', () => {
    const enters = [
      () => {
        throw new Error('boom')
      },
      () => JSON.parse('{}'),
      () => JSON.parse('null'),
      () => ({ then: { run: 'gone' } }) as const,
      () => ({ then: { exit: 'nowhere' } }) as const,
    ]
    for (const enter of enters) {
      const broken = botOf(
        [
          '{flow: m, nodes: {q: {ask: "q", into: x, exits: {filled: s, gaveUp: s}}, s: {say: hi, next: c}, c: {wait: 1h, exits: {next: b, message: b}}, b: {odd: true}}}',
        ],
        { kinds: withOdd({ enter }) },
      )
      const w = world(broken)
      w.says('hi')
      w.says('v')
      const { armed, frames } = w.state
      const turn = w.says('w')
      expect(turn.outcome.type).toBe('failed')
      expect(turn.said[0]).toContain('Something went wrong on my side')
      expect(w.at()).toBe('waiting m.c')
      expect(w.state.frames[0]?.variables).toEqual(frames[0]?.variables)
      for (const key of Object.keys(armed).filter((one) => one.startsWith('w')))
        expect(w.state.armed).toHaveProperty([key])
    }
  })

  test('a result it was given stays with the frame that could not use it', () => {
    const kinds = withOdd({
      enter: () => {
        throw new Error('boom')
      },
    })
    const w = world(
      botOf(
        [
          '{flow: m, nodes: {c: {call: {get: "https://x.example/"}, into: r, exits: {ok: b, failed: b}}, b: {odd: true}}}',
        ],
        { kinds },
      ),
    )
    w.says('hi')
    expect(w.result('ok', 7).outcome).toEqual({ type: 'failed', error: 'boom' })
    expect(w.state.frames[0]).toMatchObject({ node: 'c', inbox: [{ type: 'result', exit: 'ok', value: 7 }] })
  })

  test('a message that did not leave brings a person, once', () => {
    const failed = { type: 'failed', job: 's1', class: 'permanent', reason: 'no' } as const
    const w = atNumber()
    w.put('system', failed)
    expect(w.state.waiting?.reason).toBe('error')
    expect(w.put('system', failed).said).toEqual([])
    const v = atNumber()
    v.put('system', { ...failed, class: 'unknown' })
    expect(v.state.mode).toBe('bot')
    expect(v.put('system', { ...failed, class: 'blocked' }).effects).toEqual([
      { type: 'consent', kind: 'reachable', given: false },
    ])
    expect(v.state.mode).toBe('bot')
  })

  test('a state of another release is never stepped', () => {
    const w = atNumber()
    const entry = {
      conversation: 'c#1',
      position: 9,
      key: 'k',
      at: '2026-01-01T00:00:00Z',
      by: 'customer',
      event: { type: 'start' },
    } as const
    const facts = { channel: 'web', language: 'en', contact: {}, open: true, queues: {} }
    expect(() => advance(botOf([orders], { release: 2 }), w.state, { entry, facts })).toThrow('release 1')
  })
})
