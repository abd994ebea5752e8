import { expect, test } from 'vitest'
import { hurry, together } from '../../handoff/priority.ts'

const upset = { upset: ['awful'], urgent: [] }
const urgent = { upset: [], urgent: ['asap'] }

test('each sign takes a quarter of the promise off, and both a half', () => {
  expect(hurry(undefined, 120_000)).toBe(0)
  expect(hurry({ upset: [], urgent: [] }, 120_000)).toBe(0)
  expect(hurry(upset, 120_000)).toBe(30_000)
  expect(hurry(urgent, 120_000)).toBe(30_000)
  expect(hurry({ ...upset, urgent: ['asap'] }, 120_000)).toBe(60_000)
})

test('many words are no more than one', () => {
  expect(hurry({ upset: Array(100).fill('awful'), urgent: Array(100).fill('now') }, 120_000)).toBe(60_000)
})

test('what was heard before stays until it is said in other words', () => {
  expect(together(upset, urgent)).toEqual({ upset: ['awful'], urgent: ['asap'] })
  expect(together(upset, { upset: ['useless'], urgent: [] })).toEqual({ upset: ['useless'], urgent: [] })
  expect(together(undefined, urgent)).toEqual(urgent)
})
