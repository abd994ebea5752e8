import { expect, test } from 'vitest'
import { moodOf } from '../../nlu/sentiment.ts'

test.each([
  ['en', 'this is terrible, I am so angry', ['terrible', 'angry']],
  ['en', 'I AM DISAPPOINTED WITH THIS', ['disappointed']],
  ['en', 'you are useless and stupid', ['useless', 'stupid']],
  ['es', 'esto es terrible y horrible', ['terrible', 'horrible']],
  ['pt', 'isso é um absurdo', ['absurdo']],
  ['de', 'das ist eine Frechheit', ['frechheit']],
  ['fr', 'c’est horrible et inadmissible', ['inadmissible', 'horrible']],
  ['id', 'saya kecewa sekali', ['kecewa']],
])('in %s "%s" sounds upset', (language, text, words) => {
  expect(moodOf(text, language)).toEqual({ upset: words, urgent: [] })
})

test.each([
  ['en', 'I need this ASAP', 'asap'],
  ['es', 'lo necesito cuanto antes', 'cuanto antes'],
  ['id', 'tolong segera', 'segera'],
  ['de', 'es ist wirklich dringend', 'dringend'],
  ['fr', 'il me le faut au plus vite', 'au plus vite'],
  ['pt', 'preciso disso o quanto antes', 'o quanto antes'],
])('in %s "%s" is urgent', (language, text, words) => {
  expect(moodOf(text, language)).toEqual({ upset: [], urgent: [words] })
})

test.each([
  ['en', 'where is my order, it is late'],
  ['en', 'it arrived broken and I want a refund'],
  ['en', 'I want to complain about the wrong colour'],
  ['en', 'are you open right now'],
  ['en', 'not urgent, thanks'],
  ['en', 'I am not angry'],
  ['de', 'mein Paket ist kaputt'],
  ['de', 'es ist nicht dringend'],
  ['ja', '注文はどこですか'],
  ['en', 'constructor __proto__ toString'],
  ['no such language', 'hello'],
  ['en', ''],
])('in %s "%s" is neither', (language, text) => {
  expect(moodOf(text, language)).toBeNull()
})

test('a “not” reaches no further than its clause', () => {
  expect(moodOf('it does not work, terrible', 'en')?.upset).toEqual(['terrible'])
})

test('hostile texts are read', () => {
  for (const part of ['a.', 'not ', '!', 'hate ', 'é', '😀', 'as soon as '])
    expect(() => moodOf(part.repeat(50_000), 'en')).not.toThrow()
})
