import { expect, test } from 'vitest'
import { createSpelling } from '../../nlu/spelling.ts'

const correct = createSpelling(['order', 'refund', 'parcel', 'pay', 'form', 'from'])

test('one slip is mended: a letter missing, too many, wrong, or two swapped', () => {
  expect(['ordr', 'oorder', 'ofder', 'odrer', 'refudn'].map(correct)).toEqual([
    'order',
    'order',
    'order',
    'order',
    'refund',
  ])
})

test('known words, short words, two slips and numbers stay', () => {
  const words = ['from', 'play', 'pya', 'rafand', '1rder']
  expect(words.map(correct)).toEqual(words)
})
