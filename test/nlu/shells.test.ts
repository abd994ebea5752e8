import { expect, test } from 'vitest'
import { withoutShells } from '../../nlu/shells.ts'
import { tokenize } from '../../nlu/tokens.ts'

const rest = (text: string) =>
  withoutShells(tokenize(text))
    .map((token) => token.text)
    .join(' ')

test('a greeting in front and thanks at the end are taken off', () => {
  expect(rest('Hi there, where is my parcel? Thank you so much')).toBe('where is my parcel')
  expect(rest('Guten Tag, wo ist mein Paket? Vielen Dank im Voraus')).toBe('wo ist mein paket')
})

test('a message that is only a greeting stays', () => {
  expect(rest('hello there')).toBe('hello there')
  expect(rest('hi, thanks')).toBe('hi thanks')
})

test('thanks in front stay, since they are what is said', () => {
  expect(rest('thank you for helping me')).toBe('thank you for helping me')
})
