import { find } from 'linkifyjs'
import { type EntityRule, rule } from './rule.ts'

/** E-mail addresses and the addresses of pages, by linkify; e-mail addresses also under endings it has not heard of. */
export const links: EntityRule = (text, about) => {
  const known = find(text).flatMap(({ type, value, href, start, end }) => {
    if (type === 'email') return [{ name: 'email', value: value.toLowerCase(), start, end }]
    // without a protocol or `www.` any two words with a forgotten space (“late.please”) would be a page
    return type === 'url' && explicit.test(value) ? [{ name: 'url', value: href, start, end }] : []
  })
  return [...known, ...(text.includes('@') ? written(text, about) : [])]
}

const explicit = /^(?:[a-z]+:\/\/|www\.)/i

const written = rule(
  'email',
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}])/gu,
  (found) => found.toLowerCase(),
)
