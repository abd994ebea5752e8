import { rule } from './rule.ts'

/** An order number and its like: letters and digits mixed, or five digits or more, `#` before it or not. */
export const codes = rule(
  'code',
  /(?<![\p{L}\p{N}])#?[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){2,31}(?![\p{L}\p{N}])/gu,
  (found) => {
    const digits = found.replace(/\D/g, '').length
    if (date.test(found) || digits < 2) return null
    const value = found.replace(/^#/, '').toUpperCase()
    const mixed = /[A-Z]/.test(value)
    return found.startsWith('#') || (mixed && digits >= 3) || (!mixed && digits >= 5) ? value : null
  },
)

const date = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}$/
