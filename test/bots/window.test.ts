import { expect, test } from 'vitest'
import { window } from '../../bots/window.ts'

const hour = 3_600_000
const limits = { window: { botHours: 24, agentHours: 168, messages: 5 } }
const about = { heard: 0, sent: 0, by: 'bot', now: 0 } as const

test('any time is right where there is no window', () => {
  expect(window({}, { ...about, heard: null, sent: 999 })).toEqual({ free: true, until: null, left: null })
})

test('people may write longer than bots', () => {
  const late = { ...about, now: 24 * hour }
  expect(window(limits, { ...late, now: late.now - 1 })).toEqual({ free: true, until: 24 * hour, left: 5 })
  expect(window(limits, late)).toEqual({ free: false, templates: false })
  expect(window(limits, { ...late, by: 'agent' })).toMatchObject({ free: true, until: 168 * hour })
})

test('only so many messages may be sent until the customer writes again', () => {
  expect(window(limits, { ...about, sent: 4 })).toMatchObject({ free: true, left: 1 })
  expect(window(limits, { ...about, sent: 5 })).toEqual({ free: false, templates: false })
})

test('who never wrote may be sent templates alone', () => {
  expect(window({ ...limits, templates: true }, { ...about, heard: null })).toEqual({
    free: false,
    templates: true,
  })
})
