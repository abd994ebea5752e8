import { expect, test } from 'vitest'
import { lateness, remaining } from '../../handoff/sla.ts'

const due = '2026-03-02T10:02:00.000Z'
const at = (text: string) => Date.parse(text)

test('a promise is not late until its time has passed', () => {
  expect(lateness(due, at('2026-03-02T10:00:00Z'))).toBe(0)
  expect(lateness(due, at(due))).toBe(0)
  expect(lateness(due, at('2026-03-02T10:02:30Z'))).toBe(30_000)
})

test('what remains goes below nothing once it is broken', () => {
  expect(remaining(due, at('2026-03-02T10:00:00Z'))).toBe(120_000)
  expect(remaining(due, at('2026-03-02T10:02:30Z'))).toBe(-30_000)
  expect(remaining(at(due), at('2026-03-02T10:00:00Z'))).toBe(120_000)
})
