import { expect, test } from 'vitest'
import { when } from '../../../bots/platforms/when.ts'

test('reads the times that Meta tells', () => {
  const at = '2026-09-21T14:21:41.000Z'
  for (const time of [1790000501000, 1790000501, '1790000501', '1790000501000', '2026-09-21T14:21:41+0000'])
    expect(when(time)).toEqual({ at })
})

test('reads nothing from what is no time', () => {
  for (const time of [undefined, null, {}, 'soon', 1e308, Number.NaN]) expect(when(time)).toEqual({})
})
