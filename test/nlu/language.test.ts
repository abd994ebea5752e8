import { expect, test } from 'vitest'
import { languageOf } from '../../nlu/language.ts'

const languages = ['en', 'de', 'pt-BR', 'ja', 'nb']

test.each([
  ['where is my order', 'en'],
  ['wo ist meine bestellung', 'de'],
  ['eu quero o meu dinheiro de volta', 'pt-BR'],
  ['注文はどこですか', 'ja'],
  ['jeg har ikke fått pakken min', 'nb'],
])('"%s" is in %s', (text, language) => {
  expect(languageOf(text, languages, 'en')).toBe(language)
})

test('where nothing can be told the conversation’s language stays', () => {
  for (const text of ['', 'ok', 'xkcd', '12345', '🙂', 'AB123456']) {
    expect(languageOf(text, languages, 'de')).toBe('de')
  }
})

test('only the bot’s languages are spoken', () => {
  expect(languageOf('je veux un remboursement tout de suite', ['en'], 'en')).toBe('en')
  expect(languages).toContain(languageOf('je veux un remboursement tout de suite', languages, 'fr'))
  expect(languageOf('ok', languages, 'pt')).toBe('pt-BR')
})
