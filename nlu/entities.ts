import { codes } from './entities/codes.ts'
import { dates } from './entities/dates.ts'
import { links } from './entities/links.ts'
import { money } from './entities/money.ts'
import { numbers } from './entities/numbers.ts'
import { phones } from './entities/phones.ts'
import type { EntityContext, EntityRule } from './entities/rule.ts'
import type { Entity } from './interpretation.ts'
import { cap } from './tokens.ts'

/**
 * The values in a text, in order. Where two overlap the longer one stays, and of two that are equally long the one
 * whose rule stands first; `own` are the author's rules, and come before all others.
 */
export function entitiesOf(text: string, about: EntityContext, own: readonly EntityRule[] = []): Entity[] {
  const capped = cap(text)
  const found = [...own, ...kept].flatMap((rule) => rule(capped, about))
  const taken = new Uint8Array(capped.length)
  return found
    .toSorted((left, right) => right.end - right.start - (left.end - left.start))
    .filter(({ start, end }) => {
      if (end <= start || taken.subarray(start, end).includes(1)) return false
      taken.fill(1, start, end)
      return true
    })
    .sort((left, right) => left.start - right.start)
}

/** The kinds of value that are found without an author's doing. */
export const entityNames = ['email', 'url', 'money', 'date', 'time', 'phone', 'code', 'number'] as const

const kept: readonly EntityRule[] = [links, money, dates, phones, codes, numbers]

/**
 * A text without the addresses, phone numbers and codes in it: they say nothing of what is meant, and one that
 * stands between commas would pass for a clause of its own that looks like a farewell or a complaint.
 */
export function withoutContacts(text: string, entities: readonly Entity[]): string {
  let rest = ''
  let end = 0
  for (const entity of entities) {
    if (!contacts.has(entity.name)) continue
    rest += `${text.slice(end, entity.start)} `
    end = entity.end
  }
  return rest + text.slice(end)
}

const contacts: ReadonlySet<string> = new Set(['email', 'url', 'phone', 'code'])
