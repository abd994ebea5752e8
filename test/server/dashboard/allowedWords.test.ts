import { expect, test } from 'vitest'
import { allowedWords } from '../../../server/dashboard/inbox/allowedWords.ts'

const now = Date.parse('2026-09-21T14:00:00Z')
const until = (ms: number) => new Date(now + ms).toISOString()

test('nothing is said while there is time', () => {
  expect(allowedWords({ what: 'all' }, now)).toEqual({ barred: null, hint: null, templates: false })
  expect(allowedWords({ what: 'all', until: until(3_600_000) }, now).hint).toBeNull()
})

test('the end is told in its last hour, and how many messages are left', () => {
  expect(allowedWords({ what: 'all', until: until(300_000) }, now).hint).toMatch(/^You can write until .*05/)
  expect(allowedWords({ what: 'all', left: 2 }, now).hint).toBe(
    '2 messages are left until the customer writes again.',
  )
})

test('free text is barred when its time is over, also before the server says so', () => {
  expect(allowedWords({ what: 'all', until: until(0) }, now).barred).toContain('Too late')
  expect(allowedWords({ what: 'nothing', why: 'window' }, now).barred).toContain('Too late')
  expect(allowedWords({ what: 'templates' }, now)).toMatchObject({
    templates: true,
    barred: expect.any(String),
  })
})

test('who opted out or blocks us gets nothing', () => {
  expect(allowedWords({ what: 'nothing', why: 'refused' }, now).barred).toContain('opted out')
  expect(allowedWords({ what: 'nothing', why: 'blocked' }, now).barred).toContain('blocks us')
})
