import { describe, expect, test } from 'vitest'
import { atLookup, atNumber, bot, place } from './sample.ts'
import { botOf, meaning, world } from './world.ts'

describe('a person, please', () => {
  const places: [string, (w: ReturnType<typeof world>) => void][] = [
    ['at the beginning', () => {}],
    ['at a choice', (w) => w.says('hi')],
    ['at listening', (w) => [w.says('hi'), w.picks('other')]],
    ['at a question', (w) => [w.says('hi'), w.picks('late')]],
    ['while a call is out', (w) => [w.says('hi'), w.picks('late'), w.says('AB123456')]],
    ['in a digression', (w) => [w.says('hi'), w.picks('late'), w.says('d', meaning('delivery'))]],
  ]
  for (const [name, go] of places)
    for (const how of ['words', 'value', 'intent'])
      test(`by ${how}, ${name}: the stack is kept and comes back`, () => {
        const w = world(bot)
        go(w)
        const at = w.at()
        if (how === 'words') w.says('A person, please')
        else if (how === 'value') w.picks('person')
        else w.says('get me someone real', meaning('person'))
        expect(w.at()).toBe(at.replace('bot', 'waiting'))
        expect(w.state.waiting?.reason).toBe('asked')
        w.agent('ann', { type: 'take' })
        expect(w.state.owner).toBe('agent:ann')
        w.agent('ann', { type: 'release', to: 'here', result: { outcome: 'resolved' } })
        expect(w.at()).toBe(at)
      })

  test('is not heard in a longer answer', () => {
    const w = world(
      botOf([
        '{flow: m, nodes: {a: {ask: "What happened?", into: x, exits: {filled: b, gaveUp: b}}, b: {ask: "When?", into: y, exits: {filled: z, gaveUp: z}}, z: end}}',
      ]),
    )
    w.says('hi')
    expect(w.says('I spoke to an agent yesterday', meaning('person')).said).toEqual(['bot: When?'])
  })

  test('gets the flow’s queue and what was collected; the customer may go back, and nothing is called again', () => {
    const w = atLookup()
    expect(w.says('hello?').said).toEqual(['parley: One moment, please.'])
    expect(w.says('hello?').said).toEqual([])
    w.says('person')
    expect(w.state.waiting).toMatchObject({ queue: 'orders', collected: { order: 'AB123456', topic: null } })
    w.picks('bot')
    expect(w.at()).toBe('bot orders.lookup')
    expect(w.calls).toHaveLength(1)
  })

  test('leads to the default queue when the wanted one does not exist', () => {
    const w = world(
      botOf(['{flow: m, handoff: {queue: gone}, nodes: {a: {say: hi, next: p}, p: {handoff: true}}}']),
    )
    w.says('x')
    expect(w.state.waiting?.queue).toBe('default')
  })
})

describe('a command as a whole message', () => {
  test('starts over, and lets go of what was out', () => {
    const w = atLookup()
    const { key } = w.takeJob(({ kind }) => kind === 'call')
    expect(w.says('Start over!').said[0]).toContain('What is it about?')
    expect(w.state.frames).toHaveLength(1)
    expect(w.put('system', { type: 'result', key, exit: 'ok', value: {} }).outcome.type).toBe('refused')
  })
  test('helps, and repeats the question', () => {
    const w = atNumber()
    const { said } = w.says('help')
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/^parley: Answer in your own words/)
    expect(said[1]).toBe('bot: Your order number, please.')
  })
  test('is an answer where the question offers it', () => {
    const w = world(
      botOf([
        '{flow: m, nodes: {a: {choose: "What?", choices: {h: Help, o: Other}, exits: {h: s, o: s}}, s: {say: helped, next: z}, z: end}}',
      ]),
    )
    w.says('hi')
    expect(w.says('help').said).toEqual(['bot: helped'])
  })
})

describe('a person has it', () => {
  test('while a call is out: its result waits, and the talk goes on when it is given back', () => {
    const w = atLookup()
    w.agent('ann', { type: 'take' })
    expect(w.agent('ann', { type: 'reply', message: { type: 'text', text: 'Hello' } }).said).toEqual([
      'agent:ann: Hello',
    ])
    const { key } = w.takeJob(({ kind }) => kind === 'call')
    const came = { type: 'result', key, exit: 'ok', value: { daysLate: 0, due: 'Friday' } } as const
    expect(w.put('system', came)).toMatchObject({ outcome: { type: 'accepted' }, said: [] })
    expect(w.put('system', came).outcome).toEqual({ type: 'refused', reason: 'no longer awaited' })
    expect(w.at()).toBe('human orders.lookup')
    expect(w.says('hm').said).toEqual([])
    expect(w.agent('ann', { type: 'release', to: 'here' }).said).toEqual([
      'bot: It arrives on Friday.',
      'bot: Write again any time.',
    ])
    expect(w.calls).toHaveLength(1)
  })

  test('given back while the call is still out, it waits on; a digression meanwhile keeps the result', () => {
    const w = atLookup()
    w.agent('ann', { type: 'take' })
    expect(w.agent('ann', { type: 'release', to: 'here' }).said).toEqual([])
    w.says('delivery?', meaning('delivery'))
    expect(w.at()).toBe('bot orders.lookup > deliver.q')
    expect(w.result('ok', { daysLate: 0, due: 'Friday' }).said).toEqual([])
    expect(w.says('Rome').said).toEqual([
      'bot: To Rome in two days.',
      'bot: It arrives on Friday.',
      'bot: Write again any time.',
    ])
    expect(w.calls).toHaveLength(1)
  })

  test('the flow branches on how it ended, with the fields the agent filled', () => {
    const w = atNumber()
    w.says('x')
    w.says('y')
    w.agent('ann', { type: 'take' })
    const result = { outcome: 'not', reason: 'no stock', fields: { order: 'AB1' } } as const
    expect(w.agent('ann', { type: 'release', to: 'here', result }).said[0]).toContain('What is it about?')
    expect(w.state.frames[0]?.variables.order).toBe('AB1')
    expect(w.state.variables.handoff).toEqual({ outcome: 'not', reason: 'no stock' })
  })

  test('it can be given back to the start, or to a step with what was told so far', () => {
    const w = atLookup()
    w.agent('ann', { type: 'take' })
    const { key } = w.takeJob(({ kind }) => kind === 'call')
    expect(w.agent('ann', { type: 'release', to: 'start' }).said[0]).toContain('What is it about?')
    expect(w.put('system', { type: 'result', key, exit: 'ok', value: {} }).outcome.type).toBe('refused')
    const v = atLookup()
    v.agent('ann', { type: 'take' })
    v.agent('ann', { type: 'release', to: { flow: 'orders', node: 'number' } })
    expect(v.at()).toBe('bot orders.number')
    expect(v.state.frames[0]?.variables.order).toBe('AB123456')
    v.agent('ann', { type: 'take' })
    for (const to of [
      { flow: 'orders', node: 'gone' },
      { flow: 'gone', node: 'a' },
      { flow: '~clarify', node: 'which' },
    ])
      expect(v.agent('ann', { type: 'release', to }).outcome).toEqual({
        type: 'refused',
        reason: 'unknown step',
      })
    expect(v.state.mode).toBe('human')
  })

  test('with no question open, giving back is said', () => {
    const w = world(bot)
    w.says('a person please')
    w.agent('ann', { type: 'take' })
    expect(w.agent('ann', { type: 'release', to: 'here' }).said).toEqual([
      'parley: The bot is back. How can I help?',
    ])
  })

  test('one wins, and the loser learns who', () => {
    const w = atNumber()
    w.says('agent')
    const { epoch } = w.state
    const taken = w.agent('ann', { type: 'take' }, epoch)
    expect(taken.outcome.type).toBe('accepted')
    expect(taken.effects).toContainEqual({ type: 'reserve', agent: 'ann' })
    expect(w.agent('ann', { type: 'take' }, epoch)).toMatchObject({
      outcome: { type: 'accepted' },
      effects: [],
    })
    expect(w.agent('bob', { type: 'take' }, epoch).outcome).toEqual({
      type: 'refused',
      reason: 'taken by someone else',
      by: 'agent:ann',
    })
    const over = w.agent('bob', { type: 'take' })
    expect(over.outcome.type).toBe('accepted')
    expect(over.effects).toContainEqual({ type: 'free', agent: 'ann' })
    expect(w.agent('ann', { type: 'reply', message: { type: 'text', text: 'late' } }).outcome).toEqual({
      type: 'refused',
      reason: 'taken by someone else',
      by: 'agent:bob',
    })
  })

  test('is passed on, assigned, closed and reopened', () => {
    const w = atLookup()
    w.agent('bob', { type: 'take' })
    w.agent('bob', { type: 'transfer', to: { agent: 'cy' } })
    expect(w.state.owner).toBe('agent:cy')
    expect(w.agent('cy', { type: 'transfer', to: { queue: 'gone' } }).outcome).toEqual({
      type: 'refused',
      reason: 'unknown queue',
    })
    expect(w.agent('cy', { type: 'transfer', to: { queue: 'refunds' } }).said[0]).toBe(
      'parley: I am passing you on to someone who can help. You are number 1 in the queue.\n- Back to the bot',
    )
    expect(w.state.waiting).toMatchObject({
      queue: 'refunds',
      reason: 'transfer',
      collected: { order: 'AB123456' },
    })
    w.assign('dee')
    expect(w.state.owner).toBe('agent:dee')
    const closed = w.agent('dee', { type: 'close' })
    expect(closed.effects).toContainEqual({ type: 'free', agent: 'dee' })
    expect(w.state).toMatchObject({ mode: 'closed', owner: 'bot', armed: {}, frames: [] })
    expect(w.state.closedAt).toBeDefined()
    expect(w.jobs).toEqual([])
    w.agent('dee', { type: 'reopen' })
    expect(w.state).toMatchObject({ mode: 'human', owner: 'agent:dee' })
    expect(w.state.closedAt).toBeUndefined()
    w.agent('dee', { type: 'close' })
    expect(w.says('hello again').said[0]).toContain('What is it about?')
  })

  test('whoever has no room does not get it', () => {
    const w = atNumber()
    w.says('agent')
    w.facts({ full: 'ann' })
    expect(w.agent('ann', { type: 'take' }).outcome).toEqual({ type: 'refused', reason: 'no room' })
    expect(w.assign('ann').outcome).toEqual({ type: 'refused', reason: 'no room' })
    expect(w.agent('bob', { type: 'transfer', to: { agent: 'ann' } }).outcome).toEqual({
      type: 'refused',
      reason: 'no room',
    })
    expect(w.agent('bob', { type: 'take' }).outcome.type).toBe('accepted')
  })

  test('tags, notes and retries change nothing of who has it', () => {
    const w = atNumber()
    const before = w.state
    expect(w.agent('ann', { type: 'tag', add: ['vip'] }).effects).toEqual([
      { type: 'tag', add: ['vip'], remove: [] },
    ])
    expect(w.agent('ann', { type: 'retry', job: 's1' }).effects).toEqual([{ type: 'retry', job: 's1' }])
    expect(w.agent('ann', { type: 'note', text: 'hm' }).effects).toEqual([])
    expect(w.state).toEqual(before)
    expect(w.put('system', { type: 'take', epoch: 0 }).outcome.type).toBe('refused')
  })
})

describe('the queue', () => {
  test('tells the place at the start and then only a better one; taking ends that', () => {
    const w = atNumber()
    expect(w.says('agent').said).toEqual([place(3)])
    w.facts({ place: 3 })
    expect(w.wake('place').said).toEqual([])
    w.facts({ place: 1 })
    expect(w.wake('place').said).toEqual(['parley: You are number 1 in the queue.'])
    w.agent('ann', { type: 'take' })
    expect(w.jobs).toEqual([])
  })
  test('says that nobody is there, and the place once somebody is', () => {
    const w = world(bot, { open: false })
    expect(w.says('agent').said[0]).toContain('We are closed right now. Your message is kept')
    w.facts({ open: true, place: 2 })
    expect(w.wake('place').said).toEqual(['parley: You are number 2 in the queue.'])
    const v = world(bot, { queues: {} })
    expect(v.says('agent').said[0]).toContain('Nobody is here right now. Your message is kept')
  })
  test('left by the customer, is not the way the flow takes when it was resolved', () => {
    const w = atNumber()
    w.says('x')
    w.says('y')
    expect(w.picks('bot').said[0]).toContain('What is it about?')
    expect(w.state.variables.handoff).toEqual({ outcome: 'not', reason: null })
  })
  test('is remembered while a person has it, begins anew when they pass it on, and is forgotten with the bot', () => {
    const w = atNumber()
    w.says('AB123456')
    w.result('ok', { due: 'Monday' })
    w.says('agent')
    const { since = '', reason } = w.state.waiting ?? {}
    w.agent('ann', { type: 'take' })
    expect(w.state).toMatchObject({ mode: 'human', waiting: { reason, since } })
    w.later(600_000)
    w.agent('ann', { type: 'transfer', to: { queue: 'refunds' } })
    expect(Date.parse(w.state.waiting?.since ?? '')).toBeGreaterThan(Date.parse(since) + 600_000)
    const again = w.state.waiting?.since
    w.later(1000)
    w.agent('bob', { type: 'transfer', to: { queue: 'orders' } })
    expect(w.state.waiting).toMatchObject({ queue: 'orders', since: again })
    w.agent('bob', { type: 'take' })
    w.agent('bob', { type: 'release', to: 'here' })
    expect(w.state.mode).toBe('bot')
    expect(w.state.waiting).toBeUndefined()
  })
  test('marks a promise that was not kept', () => {
    const w = atNumber()
    w.says('agent')
    const { since, due } = w.state.waiting ?? { since: '', due: '' }
    expect(Date.parse(due) - Date.parse(since)).toBe(120_000)
    expect(w.wake('promise').said).toEqual([])
    expect(w.state.waiting?.late).toBe(true)
  })
  test('who is upset, or says that it is urgent, is promised an answer sooner, by a half at most', () => {
    const promised = ({ since, due } = { since: '', due: '' }) => Date.parse(due) - Date.parse(since)
    const w = atNumber()
    w.facts({ mood: { upset: ['awful'], urgent: [] } })
    w.says('agent')
    expect(promised(w.state.waiting)).toBe(90_000)
    w.facts({ mood: { upset: [], urgent: ['asap'] } })
    w.says('I need it asap')
    expect(promised(w.state.waiting)).toBe(60_000)
    w.says('asap!!!')
    expect(promised(w.state.waiting)).toBe(60_000)
    expect(w.jobs.filter(({ key }) => key.startsWith('promise'))).toHaveLength(1)
    w.wake('promise')
    expect(w.state.waiting?.late).toBe(true)
  })
  test('how somebody sounded is forgotten once the talk is given back', () => {
    const w = atNumber()
    w.facts({ mood: { upset: ['awful'], urgent: [] } })
    w.says('agent')
    expect(w.state.mood?.upset).toEqual(['awful'])
    w.agent('ann', { type: 'take' })
    w.agent('ann', { type: 'release', to: 'here' })
    expect(w.state.mood).toBeUndefined()
  })
  test('marks what no part of the bot could use', () => {
    const w = atNumber()
    expect(w.says('blah', meaning(null, 'unknown')).missed).toBe(true)
    expect('missed' in w.says('AB123456', meaning(null, 'unknown'))).toBe(false)
  })
  test('keeps what is written meanwhile, and lets the customer go by the button, its words or its number', () => {
    for (const words of ['Back to the bot', '1', 'bot']) {
      const w = atNumber()
      w.says('agent')
      expect(w.says('are you there?').said).toEqual([])
      expect(w.says(words).said).toEqual(['bot: Your order number, please.'])
      expect(w.state).toMatchObject({ mode: 'bot', owner: 'bot' })
    }
  })
})

describe('nothing is done twice', () => {
  test('an old button repeats the open question instead of answering it', () => {
    const w = world(
      botOf([
        '{flow: m, nodes: {a: {choose: "A?", choices: {yes: "Yes", no: "No"}, exits: {yes: b, no: z}}, b: {choose: "Cancel?", choices: {yes: "Do it", no: "Keep"}, exits: {yes: z, no: z}}, z: end}}',
      ]),
    )
    const [effect] = w.says('x').effects
    const visit = w.state.frames[0]?.visit
    expect(effect).toMatchObject({ message: { of: String(visit) } })
    w.picks('yes', visit)
    expect(w.at()).toBe('bot m.b')
    expect(w.picks('yes', visit).said).toEqual(['bot: Cancel?\n- Do it\n- Keep'])
    expect(w.at()).toBe('bot m.b')
    expect(w.state.frames[0]?.memory.tries).toBeUndefined()
  })

  test('a wait is woken once; a timer whose job was lost counts as its time', () => {
    const known = botOf(['{flow: w, nodes: {a: {wait: 5s, next: b}, b: {say: up, next: z}, z: end}}'])
    const w = world(known)
    expect(w.says('hi').said).toEqual([])
    const woken = w.wake('w')
    expect(woken.said).toEqual(['bot: up'])
    expect(w.put('system', { type: 'wake', key: woken.key }).outcome).toEqual({
      type: 'refused',
      reason: 'no longer awaited',
    })
    const v = world(known)
    v.says('hi')
    expect(v.result('failed', 'cancelled', 'wake').said).toEqual(['bot: up'])
  })

  test('silence is one wake: it closes after the whole time, and never while a node waits for a job', () => {
    const known = botOf(['{flow: m, nodes: {a: {ask: q, into: x, exits: {filled: a, gaveUp: a}}}}'], {
      silence: 60_000,
    })
    const w = world(known)
    for (const text of ['x', 'y', 'z']) w.says(text)
    expect(w.jobs).toHaveLength(1)
    w.later(50_000)
    w.says('still here')
    w.later(20_000)
    w.wake('silence')
    expect(w.state.mode).toBe('bot')
    w.later(60_000)
    expect(w.wake('silence').said[0]).toMatch(/^parley: I have not heard/)
    expect(w.state).toMatchObject({ mode: 'closed', armed: {} })
    const v = world(botOf(['{flow: m, nodes: {a: {wait: 2h, next: z}, z: end}}'], { silence: 60_000 }))
    v.says('x')
    v.later(3_600_000)
    v.wake('silence')
    expect(v.at()).toBe('bot m.a')
  })
})

describe('what a platform tells', () => {
  test('an answer from the phone app takes the talk from the bot, and it comes back after a silence', () => {
    const w = atNumber()
    const { epoch } = w.state
    w.put('system', { type: 'echo', id: 'e1', message: { type: 'text', text: 'I am here' } })
    expect(w.state).toMatchObject({ mode: 'human', owner: 'agent:phone', epoch: epoch + 1 })
    expect(w.says('thanks').said).toEqual([])
    w.put('system', { type: 'echo', id: 'e2', message: { type: 'text', text: 'bye' } })
    expect(w.jobs).toHaveLength(1)
    w.later(31 * 60_000)
    expect(w.wake('silence').said).toEqual([])
    expect(w.state).toMatchObject({ mode: 'closed', owner: 'bot' })
    const v = atNumber()
    v.agent('ann', { type: 'take' })
    v.put('system', { type: 'echo', id: 'e1', message: { type: 'text', text: 'hi' } })
    expect(v.state.owner).toBe('agent:ann')
  })

  test('edits, reactions and receipts are kept and answered by nobody', () => {
    const w = atNumber()
    const before = w.state
    for (const event of [
      { type: 'edit', id: 'm1', message: { type: 'text', text: 'x' } },
      { type: 'unsend', id: 'm1' },
      { type: 'reaction', id: 'm1', emoji: '👍' },
      { type: 'receipt', id: 'm1', status: 'failed' },
      { type: 'sent', job: 's1', id: 'm1', message: { type: 'text', text: 'x' } },
    ] as const)
      expect(w.put('customer', event)).toMatchObject({ outcome: { type: 'accepted' }, effects: [] })
    expect(w.state).toEqual(before)
  })

  test('a message of a kind we cannot read is said to be one, and the question is asked again', () => {
    const w = atNumber()
    expect(w.put('customer', { type: 'unsupported', kind: 'sticker' }).said).toEqual([
      'parley: I cannot read this kind of message. Please tell me in words.',
      'bot: Your order number, please.',
    ])
    w.says('agent')
    expect(w.put('customer', { type: 'unsupported', kind: 'sticker' }).said).toEqual([])
  })

  test('blocking and consent are recorded', () => {
    const w = atNumber()
    expect(w.put('customer', { type: 'blocked' }).effects).toEqual([
      { type: 'consent', kind: 'reachable', given: false },
    ])
    expect(w.put('customer', { type: 'consent', kind: 'offers', given: true }).effects).toEqual([
      { type: 'consent', kind: 'offers', given: true },
    ])
    expect(w.at()).toBe('bot orders.number')
  })
})
