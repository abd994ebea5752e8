import type { EntityContext } from './entities/rule.ts'
import { entitiesOf } from './entities.ts'

/** A text without what tells who wrote it: addresses, phone numbers, links, and numbers of six digits or more. */
export function mask(text: string, about: Omit<EntityContext, 'now'>): string {
  let masked = ''
  let end = 0
  for (const { name, start, end: last } of entitiesOf(text, about)) {
    const mark = marks[name] ?? null
    if (mark === null) continue
    masked += text.slice(end, start) + mark
    end = last
  }
  // what no rule knows, such as a number in the middle of a word
  return (masked + text.slice(end)).replace(manyDigits, '[number]')
}

const marks: Readonly<Record<string, string>> = {
  email: '[email]',
  phone: '[phone]',
  url: '[link]',
  code: '[number]',
}
const manyDigits = /\d(?:[ .-]?\d){5,29}/g
