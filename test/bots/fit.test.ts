import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Limits } from '../../bots/channel.ts'
import { fit as fitted, measure } from '../../bots/fit.ts'
import { type Message, plainText } from '../../bots/message.ts'
import { messages, texts } from './channels/messages.ts'

const rich: Limits = {
  text: 100,
  unit: 'utf16',
  choices: 3,
  choiceText: 20,
  choiceValue: 20,
  media: ['image'],
  caption: 30,
  location: true,
  card: true,
  batch: 1,
}
const poor: Limits = { ...rich, choices: 0, media: [], location: false, card: false }
const limits: fc.Arbitrary<Limits> = fc
  .record({
    unit: fc.constantFrom('utf16' as const, 'bytes' as const, 'characters' as const),
    text: fc.constantFrom(30, 160, 1000, 4096),
    base: fc.constantFrom(rich, poor),
  })
  .map(({ base, ...more }) => ({ ...base, ...more }))

const graphemes = (text: string) =>
  [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)
const split = (text: string, more: Partial<Limits> = {}) =>
  fitted({ type: 'text', text }, { ...rich, ...more }).map(plainText)
const dense = (text: string) => text.replace(/\s/g, '')

describe('long text', () => {
  test('is split into pieces within the limit, in any unit, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(texts, limits, (text, within) => {
        const pieces = fitted({ type: 'text', text }, within).map(plainText)
        for (const piece of pieces) {
          expect(measure(piece, within.unit)).toBeLessThanOrEqual(within.text)
          expect(piece.trim()).not.toBe('')
        }
        expect(dense(pieces.join(''))).toBe(dense(text))
      }),
    )
  })

  test('is never cut inside a grapheme that a piece has room for', () => {
    const scripts = fc.string({ unit: 'grapheme', minLength: 100, maxLength: 400 })
    fc.assert(
      fc.property(scripts, limits, (text, within) => {
        const whole = graphemes(text).filter((part) => part.trim() !== '')
        fc.pre(whole.every((part) => measure(part, within.unit) <= within.text))
        const pieces = fitted({ type: 'text', text }, within).map(plainText)
        const kept = pieces.flatMap(graphemes).filter((part) => part.trim() !== '')
        expect(kept).toEqual(whole)
      }),
    )
  })

  test.each(['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇵🇹', 'é̂', 'नि', '각'])('is not cut inside %s', (emoji) => {
    for (let before = 80; before <= 100; before++) {
      const pieces = split('a'.repeat(before) + emoji + 'b'.repeat(50))
      expect(pieces.filter((piece) => piece.includes(emoji))).toHaveLength(1)
      expect(pieces.join('')).toBe('a'.repeat(before) + emoji + 'b'.repeat(50))
    }
  })

  test('of 10,000 characters is split at once', () => {
    const text = 'Words, words. '.repeat(715)
    const pieces = split(text, { text: 4096 })
    expect(pieces).toHaveLength(3)
    expect(dense(pieces.join(''))).toBe(dense(text))
  })

  test('that is one grapheme longer than the limit is cut between code points', () => {
    const zalgo = `a${'\u0301'.repeat(250)}`
    expect(split(zalgo).join('')).toBe(zalgo)
    expect(Math.max(...split(zalgo).map((piece) => piece.length))).toBeLessThanOrEqual(100)
    for (const piece of split('😀'.repeat(80))) expect(piece.isWellFormed()).toBe(true)
  })

  test.each([
    [
      'paragraphs',
      `${'a b. '.repeat(12).trim()}\n\n${'c\nd. '.repeat(12).trim()}`,
      'a b. '.repeat(12).trim(),
    ],
    ['lines', `${'a b. '.repeat(12).trim()}\n${'c d. '.repeat(12).trim()}`, 'a b. '.repeat(12).trim()],
    ['sentences', `${'a b '.repeat(15)}end. ${'c d '.repeat(20)}`, `${'a b '.repeat(15)}end.`],
    ['sentences without blanks', `${'今日'.repeat(35)}。${'明日'.repeat(40)}`, `${'今日'.repeat(35)}。`],
    ['words', 'word '.repeat(40).trim(), 'word '.repeat(20).trim()],
  ])('is split between %s where it can', (_, text, first) => {
    expect(split(text)[0]).toBe(first)
  })

  test('is measured in the unit of the channel', () => {
    expect(split('ä'.repeat(100))).toHaveLength(1)
    expect(split('ä'.repeat(100), { unit: 'bytes' })).toHaveLength(2)
    expect(split('😀'.repeat(100), { unit: 'characters' })).toHaveLength(1)
    expect(split('😀'.repeat(100))).toHaveLength(2)
  })

  test('says nothing when there is nothing', () => {
    expect(split('')).toEqual([])
    expect(split(' \n '.repeat(100))).toEqual([])
  })
})

describe('choices', () => {
  const ask = (choices: { value: string; text: string }[], text = 'Which?'): Message => ({
    type: 'choices',
    text,
    choices,
    of: 'v12',
  })
  const two = [
    { value: 'a', text: 'Apple' },
    { value: 'b', text: 'Pear' },
  ]

  test('that fit stay buttons', () => {
    expect(fitted(ask(two), rich)).toEqual([ask(two)])
  })
  test('come with the last piece of a long question', () => {
    const parts = fitted(ask(two, 'word '.repeat(30)), rich)
    expect(parts.map(({ type }) => type)).toEqual(['text', 'choices'])
    expect(parts[1]).toMatchObject({ choices: two, of: 'v12' })
  })
  test.each([
    ['too many', [...two, ...two], rich],
    ['none possible', two, poor],
  ])('are numbered when there are %s', (_, choices, within) => {
    const lines = choices.map((choice, index) => `${index + 1}. ${choice.text}`)
    expect(fitted(ask(choices), within)).toEqual([{ type: 'text', text: `Which?\n\n${lines.join('\n')}` }])
  })
  test.each([
    ['label', [{ value: 'a', text: 'Apple of the old tree' }]],
    ['value', [{ value: 'ä'.repeat(9), text: 'Apple' }]],
  ])('are numbered when a %s is too long for a button', (_, choices) => {
    expect(fitted(ask(choices), rich)).toEqual([{ type: 'text', text: `Which?\n\n1. ${choices[0]?.text}` }])
  })
  test('without a question are said in words, since platforms refuse bare buttons', () => {
    expect(fitted(ask(two, ''), rich)).toEqual([ask(two, 'Apple / Pear')])
  })
  test('of which there are none are a text', () => {
    expect(fitted(ask([]), rich)).toEqual([{ type: 'text', text: 'Which?' }])
  })
})

describe('what a channel has not', () => {
  const picture = { type: 'media', kind: 'image', url: 'https://shop.example/a.png' } as const
  const card: Message = {
    type: 'card',
    title: 'Lamp',
    text: 'Warm light',
    image: picture.url,
    choices: [{ value: 'buy', text: 'Buy' }],
  }

  test('media become links', () => {
    expect(fitted({ ...picture, alt: 'A lamp' }, poor)).toEqual([
      { type: 'text', text: `A lamp\n${picture.url}` },
    ])
    expect(fitted({ ...picture, kind: 'file', name: 'a.pdf' }, rich)).toEqual([
      { type: 'text', text: `a.pdf\n${picture.url}` },
    ])
  })
  test('a link is kept whole beside long words', () => {
    const parts = fitted({ ...picture, alt: 'word '.repeat(18) }, poor).map(plainText)
    expect(parts.at(-1)).toBe(picture.url)
  })
  test('a long caption follows as text', () => {
    const alt = 'A lamp with a very long story to it'
    expect(fitted({ ...picture, alt }, rich)).toEqual([picture, { type: 'text', text: alt }])
  })
  test('a card becomes its picture, its words and its choices', () => {
    expect(fitted(card, rich)).toEqual([card])
    expect(fitted(card, { ...rich, card: false })).toEqual([
      picture,
      { type: 'choices', text: 'Lamp\n\nWarm light', choices: [{ value: 'buy', text: 'Buy' }] },
    ])
    expect(fitted(card, poor)).toEqual([
      { type: 'text', text: picture.url },
      { type: 'text', text: 'Lamp\n\nWarm light\n\n1. Buy' },
    ])
  })
  test('a place becomes a link', () => {
    const place = { type: 'location', latitude: 38.7, longitude: -9.1, label: 'Shop' } as const
    expect(fitted(place, rich)).toEqual([place])
    expect(fitted(place, poor)).toEqual([
      { type: 'text', text: 'Shop\nhttps://www.openstreetmap.org/?mlat=38.7&mlon=-9.1' },
    ])
  })
  test('a choice of a person is its words', () => {
    expect(fitted({ type: 'choice', value: 'a', text: 'Apple' }, rich)).toEqual([
      { type: 'text', text: 'Apple' },
    ])
  })
  test('any message is still said, in order', () => {
    fc.assert(
      fc.property(messages, limits, (message, within) => {
        const said = dense(fitted(message, within).map(plainText).join(''))
        expect(said).toContain(dense(wordsOf(message)))
      }),
    )
  })
})

function wordsOf(message: Message): string {
  switch (message.type) {
    case 'card':
      return `${message.title}${message.text ?? ''}`
    case 'media':
      return message.alt ?? message.name ?? ''
    case 'location':
      return message.label ?? ''
    default:
      return message.text
  }
}
