import fc from 'fast-check'
import Value from 'typebox/value'
import { expect, test } from 'vitest'
import { Message, plainText } from '../../bots/message.ts'
import { messages } from './channels/messages.ts'

const choices = [
  { value: 'a', text: 'Apple' },
  { value: 'b', text: 'Pear' },
]

test.each<[Message, string]>([
  [{ type: 'text', text: 'Hello' }, 'Hello'],
  [{ type: 'choices', text: 'Which?', choices }, 'Which?\n- Apple\n- Pear'],
  [{ type: 'choice', value: 'a', text: 'Apple' }, 'Apple'],
  [
    { type: 'media', kind: 'image', url: 'https://shop.example/a.png', alt: 'A lamp', name: 'a.png' },
    'A lamp',
  ],
  [{ type: 'media', kind: 'file', url: 'https://shop.example/a.pdf', name: 'a.pdf' }, 'a.pdf'],
  [{ type: 'media', kind: 'audio', url: 'https://shop.example/a.mp3' }, '[audio]'],
  [{ type: 'card', title: 'Lamp', text: 'Warm', choices }, 'Lamp\nWarm\n- Apple\n- Pear'],
  [{ type: 'card', title: 'Lamp', text: '', choices: [] }, 'Lamp'],
  [{ type: 'location', latitude: 38.7, longitude: -9.1, label: 'Shop' }, 'Shop'],
  [{ type: 'location', latitude: 38.7, longitude: -9.1 }, '38.7, -9.1'],
])('is said in words: %o', (message, words) => {
  expect(plainText(message)).toBe(words)
})

test('every message has words', () => {
  fc.assert(fc.property(messages, (message) => typeof plainText(message) === 'string'))
})

test.each<[string, unknown]>([
  ['an unknown kind', { type: 'dance', text: 'Hello' }],
  ['a field that is not in the list', { type: 'text', text: 'Hello', by: 'agent:1' }],
  ['a text that is too long', { type: 'text', text: 'a'.repeat(65_537) }],
  ['too many choices', { type: 'choices', text: '', choices: Array(101).fill(choices[0]) }],
  ['a place that is not on earth', { type: 'location', latitude: 91, longitude: 0 }],
  ['nothing', null],
])('refuses %s', (_, value) => {
  expect(Value.Check(Message, value)).toBe(false)
})
