import { expect, test } from 'vitest'
import { rule } from '../../nlu/entities/rule.ts'
import { entitiesOf, withoutContacts } from '../../nlu/entities.ts'

const now = '2026-11-24T20:00:00Z'
const found = (text: string, language = 'en', country?: string) =>
  entitiesOf(text, { language, now, zone: 'Asia/Jakarta', ...(country ? { country } : {}) }).map(
    ({ name, value }) => `${name} ${value}`,
  )

test.each([
  ['write to Anna.Lee+x@Example.co.uk, please', ['email anna.lee+x@example.co.uk']],
  ['write to ann@shop.example', ['email ann@shop.example']],
  ['see https://shop.example/a?b=1.', ['url https://shop.example/a?b=1']],
  ['(www.example.com/help)', ['url http://www.example.com/help']],
  ['it came late.please help', []],
  ['call +44 20 7946 0958 now', ['phone +442079460958']],
  ['or 0171/123 45 67', ['phone 01711234567']],
  ['my order AB123456', ['code AB123456']],
  ['order ord-2024-001 is late', ['code ORD-2024-001']],
  ['number #4711', ['code 4711']],
  ['number 4711234', ['code 4711234']],
  ['I bought 3 for 1,234.50 or 1.234,50', ['number 3', 'number 1234.5', 'number 1234.5']],
  ['it weighs 0.125 or -7', ['number 0.125', 'number -7']],
  ['two hundred and five of them, or 5k, or 2 million', ['number 205', 'number 5000', 'number 2000000']],
  ['a parcel, a hundred, two dozen, one two', ['number 100', 'number 24', 'number 1', 'number 2']],
  ['I paid twenty-five dollars and £12.50', ['money 25 USD', 'money 12.5 GBP']],
  ['it cost 1,234.50 EUR', ['money 1234.5 EUR']],
  ['on 2026-11-26 it came', ['date 2026-11-26']],
  ['tomorrow at 5pm', ['date 2026-11-26T17:00']],
  ['on 3/4/2027', ['date 2027-04-03']],
  ['at 17:30', ['time 17:30']],
  ['from 3rd May to 7th May 2027', ['date 2027-05-03/2027-05-07']],
  ['you may see the sun now', []],
  ['version 1.2.3 of iPhone15 and covid19', []],
  ['nothing here', []],
])('finds what is in "%s"', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each([
  ['de', 'zweihundertfünfzig Euro, morgen um 15 Uhr', ['money 250 EUR', 'date 2026-11-26T15:00']],
  ['de', '1.234 Stück, fünfundzwanzig oder drei Millionen', ['number 1234', 'number 25', 'number 3000000']],
  ['id', 'bayar Rp 50.000 besok jam 3 sore', ['money 50000 IDR', 'date 2026-11-26T15:00']],
  ['id', 'dua belas, tiga puluh lima, dua ratus ribu rupiah', ['number 12', 'number 35', 'money 200000 IDR']],
  ['fr', 'quatre-vingt-dix-sept euros le 3 mai 2027', ['money 97 EUR', 'date 2027-05-03']],
  ['fr', 'mille deux cents', ['number 1200']],
  ['es', 'treinta y cinco euros mañana, mil doscientos', ['money 35 EUR', 'date 2026-11-26', 'number 1200']],
  ['pt', 'trinta e cinco reais amanhã', ['money 35 BRL', 'date 2026-11-26']],
  ['en-US', 'on 3/4/2027', ['date 2027-03-04']],
  ['ja', '明日3時に1000円', ['date 2026-11-26T03:00', 'money 1000 JPY']],
])('in %s finds what is in "%s"', (language, text, expected) => {
  expect(found(text, language)).toEqual(expected)
})

test('a phone number without its country is one of the country that is known, else of the language’s', () => {
  expect(found('020 7946 0958', 'en', 'GB')).toEqual(['phone +442079460958'])
  expect(found('0171 1234567', 'de')).toEqual(['phone +491711234567'])
  expect(found('0812-3456-7890', 'id')).toEqual(['phone +6281234567890'])
})

test('the customer’s zone says which day tomorrow is', () => {
  const at = (zone: string) => entitiesOf('tomorrow', { language: 'en', now, zone })[0]?.value
  expect([at('America/New_York'), at('Asia/Tokyo')]).toEqual(['2026-11-25', '2026-11-26'])
})

test('without a moment to count from there are no dates', () => {
  expect(entitiesOf('tomorrow', { language: 'en' })).toEqual([])
})

test('dollars are those of the customer’s country', () => {
  expect(found('20 dollars', 'en', 'AU')).toEqual(['money 20 AUD'])
  expect(found('$20', 'en', 'CA')).toEqual(['money 20 CAD'])
})

test('offsets are those of the text', () => {
  const text = '💬 mail a@b.io or 12'
  for (const { start, end, value } of entitiesOf(text, { language: 'en' }))
    expect(text.slice(start, end)).toBe(value)
})

test('a rule of one’s own comes first, and of two that overlap the longer stays', () => {
  const size = rule('size', /\b(?:S|M|L|XL)\b/g, (value) => value.toLowerCase())
  const order = rule('order', /AB\d{6}/g, (value) => value)
  const about = { language: 'en' }
  expect(entitiesOf('one in XL', about, [size]).at(-1)).toEqual({
    name: 'size',
    value: 'xl',
    start: 7,
    end: 9,
  })
  expect(entitiesOf('AB123456', about, [order]).map(({ name }) => name)).toEqual(['order'])
  expect(entitiesOf('L5, M+S@example.com', about, [size]).map(({ name }) => name)).toEqual(['email'])
})

test('hostile texts are read, and no further than the longest text', () => {
  const hostile = [
    'a.',
    '@',
    'a@',
    'a@a.',
    '1 ',
    '1-',
    '(((',
    'www.',
    '0.',
    'A-',
    '#',
    '+1',
    '三',
    '$1 ',
    'e\u0301\u0301',
    'mil ',
  ]
  for (const part of hostile)
    for (const language of ['en', 'fr', 'ja', 'no such language'])
      for (const { end } of entitiesOf(part.repeat(50_000), { language, now }))
        expect(end).toBeLessThanOrEqual(2000)
})

test('no text of the longest length blows up', () => {
  for (const part of ['1 ', '$1 ', 'one hundred and ', '12:30 ', 'a.', '三', 'mil ', 'a@a.']) {
    const begun = performance.now()
    entitiesOf(part.repeat(2000), { language: 'en', now })
    // it takes about 50 ms; expressions that blow up on these took 6 to 10 s for half the length
    expect(performance.now() - begun, part).toBeLessThan(3000)
  }
})

test('what is meant is read without addresses, phone numbers and codes', () => {
  const text = 'where is AB123456, write to ann@shop.example, +44 20 7946 0958, two parcels'
  const rest = withoutContacts(text, entitiesOf(text, { language: 'en' }))
  expect(rest.replace(/ +/g, ' ')).toBe('where is , write to , , two parcels')
  expect(withoutContacts('nothing here', [])).toBe('nothing here')
})
