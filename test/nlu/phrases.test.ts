import { expect, test } from 'vitest'
import { edited, editsFor, phraseFaults } from '../../nlu/phrases.ts'

const data = { en: { pay: ['how can I pay', 'do you take cards'], hours: ['when are you open'] } }

test('phrases that say nothing, or mean two things, are faults', () => {
  expect(phraseFaults(data)).toEqual([])
  const faults = phraseFaults({
    en: { pay: ['how can I pay', '?!'], money: ['How can I pay?!'], long: ['a '.repeat(1200)] },
    es: { other: ['how can I pay'] },
  })
  expect(
    faults.map(({ language, intent, phrase }) => `${language} ${intent} ${phrase.slice(0, 16)}`),
  ).toEqual(['en pay ?!', 'en money How can I pay?!', 'en long a a a a a a a a '])
  expect(faults[1]?.message).toContain('“pay”')
})

test('an edit keeps only what differs, so that what is added to the file later is not lost', () => {
  const edits = { en: { pay: editsFor(data.en.pay, ['do you take cards', 'may I pay in cash']) } }
  expect(edits.en.pay).toEqual({ added: ['may I pay in cash'], removed: ['how can I pay'] })
  expect(edited(data, edits).en?.pay).toEqual(['do you take cards', 'may I pay in cash'])
  const later = { en: { ...data.en, pay: [...data.en.pay, 'is paying safe'] } }
  expect(edited(later, edits).en?.pay).toEqual(['do you take cards', 'is paying safe', 'may I pay in cash'])
})

test('an intent may be new, in a language the files do not have, and is gone without phrases', () => {
  const edits = {
    en: { hours: editsFor(data.en.hours, []), constructor: editsFor([], ['build it']) },
    de: { pay: editsFor([], ['wie kann ich zahlen']) },
  }
  expect(edited(data, edits)).toEqual({
    en: { pay: data.en.pay, constructor: ['build it'] },
    de: { pay: ['wie kann ich zahlen'] },
  })
})
