import { expect, test } from 'vitest'
import { caseNumber } from '../../../flows/actions/case_number.ts'

test('gives one number to one job, however often it is run, and another to another', async () => {
  const number = await caseNumber({}, { key: 'v3.act.4' })
  expect(number).toMatch(/^C-[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$/)
  expect(await caseNumber({}, { key: 'v3.act.4' })).toBe(number)
  expect(await caseNumber({}, { key: 'v3.act.5' })).not.toBe(number)
})

test('begins with the letter it is given, if that is one', async () => {
  expect(await caseNumber({ letter: 'R' }, { key: 'a' })).toMatch(/^R-/)
  for (const odd of [null, 'R', { letter: 'rr' }, { letter: 7 }])
    expect(await caseNumber(odd, { key: 'a' })).toMatch(/^C-/)
})
