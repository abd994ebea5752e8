import type { Plugin } from '../app.ts'
import { Refusal } from './errors.ts'

/** How deep JSON may be nested: deeper text overflows validators and `structuredClone`. */
const deepest = 64

/** Takes JSON only, and none that is nested too deep. */
export const bodies: Plugin = (app) => {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    if (depth(text) > deepest)
      return done(new Refusal(400, 'body', `The body is nested deeper than ${deepest}.`))
    return parse(request, text, done)
  })
}

/** How deep brackets are nested, outside strings. */
export function depth(text: string): number {
  let now = 0
  let most = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (inText) {
      if (sign === 0x5c) at++
      else if (sign === 0x22) inText = false
    } else if (sign === 0x22) inText = true
    else if (sign === 0x5b || sign === 0x7b) most = Math.max(most, ++now)
    else if (sign === 0x5d || sign === 0x7d) now--
  }
  return most
}
