import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measure } from '../../../bots/fit.ts'
import { markdown } from '../../../bots/platforms/markdown.ts'
import { texts } from '../channels/messages.ts'

test.each([
  ['**bold** and __bold__', '<b>bold</b> and <b>bold</b>', 'bold and bold'],
  ['*it* and _it_', '<i>it</i> and <i>it</i>', 'it and it'],
  ['***both***', '<b><i>both</i></b>', 'both'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['`a<b`', '<code>a&lt;b</code>', 'a<b'],
  ['```js\nif (a<b)\n```\nend', '<pre>if (a&lt;b)</pre>\nend', 'if (a<b)\nend'],
  ['- one\n  * two\n1. three', '• one\n  • two\n1. three', '- one\n  - two\n1. three'],
  [
    '[the *page*](https://x.example/a_(b)?c=1&d="2")',
    '<a href="https://x.example/a_(b)?c=1&amp;d=&quot;2&quot;">the <i>page</i></a>',
    'the page (https://x.example/a_(b)?c=1&d="2")',
  ],
  ['<https://x.example>', '<a href="https://x.example">https://x.example</a>', 'https://x.example'],
  ['https://x.example/_a_/*b*', 'https://x.example/_a_/*b*', 'https://x.example/_a_/*b*'],
  ['[x](javascript:alert(1))', '[x](javascript:alert(1))', '[x](javascript:alert(1))'],
  ['\\*no\\* **open', '*no* **open', '*no* **open'],
  ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;', '<b>&amp;</b>'],
])('writes %s', (text, html, plain) => {
  expect(markdown(text, 'html')).toBe(html)
  expect(markdown(text, 'plain')).toBe(plain)
})

test('makes HTML that is always balanced and of its own marks only', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const html = markdown(text, 'html')
      const open: string[] = []
      for (const [, close, name = ''] of html.matchAll(/<(\/?)([^ >]*)[^>]*>/g)) {
        expect(['b', 'i', 'code', 'pre', 'a']).toContain(name)
        if (close) expect(open.pop()).toBe(name)
        else open.push(name)
      }
      expect(open).toEqual([])
      const rest = html.replace(/<\/?(b|i|code|pre|a)( href="[^"<>]*")?>/g, '')
      expect(rest).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/)
    }),
  )
})

test('is never longer than what it was made of, as people see it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const seen = markdown(text, 'html')
        .replace(/<[^>]*>/g, '')
        .replace(/&(amp|lt|gt|quot);/g, '.')
      expect(seen.length).toBeLessThanOrEqual(text.length)
      const plain = markdown(text, 'plain')
      for (const unit of ['utf16', 'bytes', 'characters'] as const)
        expect(measure(plain, unit)).toBeLessThanOrEqual(measure(text, unit))
    }),
  )
})

test.each(['*a ', '_a*b', '**_', '[', '[a](http://', '<http://', '`', '```x\n', '- '])(
  'is done soon with the longest text there is, made of %o',
  (part) => {
    const text = part.repeat(65_536 / part.length)
    expect(markdown(text, 'html')).not.toBe('')
    expect(markdown(text, 'plain')).not.toBe('')
  },
)
