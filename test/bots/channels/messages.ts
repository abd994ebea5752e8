import fc from 'fast-check'
import type { Message } from '../../../bots/message.ts'

/** Text of every script, with emoji of many parts, marks, lines and markup; now and then very long. */
export const texts: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom(
          '👩‍👩‍👧‍👦',
          '🏳️‍🌈',
          '👍🏽',
          '🇵🇹',
          'é̂̃',
          'नमस्ते। ',
          '今日は。',
          'مرحبا؟ ',
          'สวัสดี',
          'Yes. ',
          'No! ',
          ' ',
          '\n',
          '\n\n',
          '**bold** ',
          '_it_ ',
          '`code`',
          '- item\n',
          '[see](https://shop.example/a_b) ',
          '<b>&"',
          '\\*',
        ),
      ),
      { maxLength: 30 },
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(20, 60) }),
  )
  .map(([parts, times]) => parts.join('').repeat(times).slice(0, 60_000))

const short = texts.map((text) => text.slice(0, 1000))
const choices = fc.array(
  fc.record({
    value: fc.oneof(fc.string({ maxLength: 30 }), short),
    text: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), short),
  }),
  { maxLength: 100 },
)
const url = fc.oneof(
  fc.webUrl(),
  fc.constant('/files/7'),
  fc.constant(`https://shop.example/${'a'.repeat(4000)}`),
)
/** Any message there is. */
export const messages: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: texts }),
  fc.record(
    { type: fc.constant('choices' as const), text: texts, choices, of: fc.string({ maxLength: 100 }) },
    { requiredKeys: ['type', 'text', 'choices'] },
  ),
  fc.record({ type: fc.constant('choice' as const), value: short, text: texts }),
  fc.record(
    {
      type: fc.constant('media' as const),
      kind: fc.constantFrom('image' as const, 'audio' as const, 'video' as const, 'file' as const),
      url,
      name: fc.string({ maxLength: 255 }),
      alt: texts.map((text) => text.slice(0, 4096)),
    },
    { requiredKeys: ['type', 'kind', 'url'] },
  ),
  fc.record(
    { type: fc.constant('card' as const), title: short, text: texts, image: url, choices },
    { requiredKeys: ['type', 'title', 'choices'] },
  ),
  fc.record(
    {
      type: fc.constant('location' as const),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      label: short,
    },
    { requiredKeys: ['type', 'latitude', 'longitude'] },
  ),
)
