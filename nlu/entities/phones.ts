import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js'
import { countryOf, type EntityRule, rule } from './rule.ts'

/**
 * Phone numbers: those of a numbering plan by libphonenumber, as E.164; any others that are written like one (the
 * country may not be the one that was guessed) as their digits.
 */
export const phones: EntityRule = (text, about) => {
  if (!enoughDigits.test(text)) return []
  const country = countryOf(about)
  const options = country && isSupportedCountry(country) ? { defaultCountry: country } : {}
  const planned = findPhoneNumbersInText(text, options)
    .filter(({ startsAt, endsAt }) => !date.test(text.slice(startsAt, endsAt)))
    .map(({ number, startsAt, endsAt }) => ({
      name: 'phone',
      value: String(number.number),
      start: startsAt,
      end: endsAt,
    }))
  const others = written(text, about).filter(
    (other) => !planned.some(({ start, end }) => other.start < end && start < other.end),
  )
  return [...planned, ...others]
}

const enoughDigits = /\d(?:\D{0,3}\d){5}/

/** Digits with the marks people write between them; 7 to 15 of them, as E.164 has it. */
const written = rule(
  'phone',
  /(?<![\p{L}\p{N}_-])(?:\+|\()?\d[\d ()./-]{5,22}\d(?![\p{L}\p{N}])/gu,
  (found) => {
    const digits = found.replace(/\D/g, '')
    if (digits.length < 7 || digits.length > 15 || date.test(found)) return null
    const looksIt = found.startsWith('+') || found.startsWith('0') || /[ ()/-]/.test(found)
    return looksIt ? `${found.startsWith('+') ? '+' : ''}${digits}` : null
  },
)

const date = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}$/
